/** What an overdue application waits for, and from whom: pure. */
import type { Lang } from '../../base/format';
import type { Above_words } from './above_words';
import type { Overdue } from './types';

/** What should have come; what is decided has only to be handed over. */
export function awaited_text(one: Overdue, words: Above_words): string {
  if (one.state === 'decided') return words.what.delivery;
  return words.what[one.awaits as keyof Above_words['what']] ?? words.what.system;
}

/** Whoever has the ball, by name where there is one. */
export function whom_text(one: Overdue, lang: Lang, words: Above_words): string {
  if (one.awaits === 'signature') return words.second_person;
  if (one.ball?.party === 'applicant') return words.applicant;
  if (one.ball?.party === 'agency') return one.ball.agency_title?.[lang] ?? one.ball.agency ?? words.this_system;
  if (one.awaits !== 'officer' || one.state === 'decided') return words.this_system;
  return one.agency_title?.[lang] ?? one.agency;
}
