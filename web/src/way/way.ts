/** What is told of an application's way, as lines to be shown: pure. */
import type { Clock, Condition, Party, Register, Said, Step_on_the_way, Way } from '../api/way_types';
import { date_text, moment_text, type Lang } from '../base/format';
import type { Way_words } from './way_words';

const laws: Record<Lang, { unverified: string; article: string; law: string; code: string }> = {
  kk: { unverified: 'тексерілмеген', article: '$1-бап', law: '$1 заңы', code: '$1 кодексі' },
  ru: { unverified: 'не проверено', article: 'ст. $1', law: 'закон $1', code: 'кодекс $1' },
  en: { unverified: 'not verified', article: 'art. $1', law: 'law $1', code: 'code $1' },
};
/**
 * Where a rule stands, as definitions name it ("art. 10 (1), unverified", "law 194-V"), in the reader's language.
 * What an officer wrote stays as it is.
 */
export function article_text(article: string, lang: Lang): string {
  const words = laws[lang];
  const [, named = '', end] = /^(.+?)(, unverified)?$/s.exec(article) ?? [];
  const said = named
    .replace(/^art\. (\d+(?:-\d+)*)(?=(?: \([^()]*\))*$)/, words.article)
    .replace(/^law ([\dA-Z]+(?:-[\dA-Z]+)*)$/, words.law)
    .replace(/^code ([\dA-Z]+(?:-[\dA-Z]+)*)$/, words.code);
  return end === undefined ? said : `${said} (${words.unverified})`;
}

/** Until when; what ends with a day is told by that day, because midnight is taken for the day that begins. */
export function until_text(moment: string, utc_offset_minutes: number, lang: Lang): string {
  const local = new Date(Date.parse(moment) + utc_offset_minutes * 60_000);
  if (local.getUTCHours() !== 0 || local.getUTCMinutes() !== 0) return moment_text(moment, utc_offset_minutes, lang);
  return date_text(new Date(local.getTime() - 1).toISOString().slice(0, 10), lang);
}

/** '' if nothing was written, or it was erased. */
export function said_in(lang: Lang, said: Said): string {
  if (said === null) return '';
  return typeof said === 'string' ? said : said[lang];
}

const agency_of = (party: Party | null, lang: Lang, words: Way_words) =>
  party?.agency_title?.[lang] ?? party?.agency ?? words.office;

/** Who has to act, in a sentence; '' once it has ended. */
export function turn_text(way: Way, state: string, lang: Lang, words: Way_words): string {
  if (way.ball === null || way.awaits === null) return '';
  if (state === 'decided') return words.turn.delivery;
  const said = words.turn[way.awaits as keyof Way_words['turn']] ?? words.turn.system;
  return typeof said === 'string' ? said : said(agency_of(way.ball, lang, words));
}

export type Step_line = { id: string; title: string; at: string; standing: 'done' | 'now' | 'ahead' | 'left_out' };

/** The process's steps as this application went through them; what it did not come to may follow, until it ends. */
export function step_lines(steps: readonly Step_on_the_way[], now: string | null, lang: Lang, ended: boolean) {
  return steps.map<Step_line>(({ id, title, entered_at }) => ({
    id,
    title: title[lang],
    at: entered_at ?? '',
    standing: !ended && id === now ? 'now' : entered_at ? 'done' : ended ? 'left_out' : 'ahead',
  }));
}

/** Whose days they were; `applicant`: what the reader calls them. */
export function clock_lines(clock: Clock, applicant: string, lang: Lang, words: Way_words) {
  return clock.charges.map((one) => ({
    id: `${one.party} ${one.agency ?? ''}`,
    who:
      one.party === 'applicant'
        ? applicant
        : one.party === 'office'
          ? words.clock_office
          : agency_of(one, lang, words),
    days: words.days(one.working_days),
  }));
}

/** "Children that count: ≥ 4", "In the register: no". What is compared with words of the definition is left out. */
export function condition_lines(conditions: readonly Condition[], lang: Lang, words: Way_words): string[] {
  return conditions.flatMap(({ kind, test, title }) => {
    if (kind === 'yes_no') return [`${title[lang]}: ${test === 'true' ? words.yes : words.no}`];
    if (kind !== 'number' && kind !== 'money') return [];
    return [`${title[lang]}: ${test.replaceAll('>=', '≥').replaceAll('<=', '≤')}`];
  });
}

/** Registers that are silent just now and that the application waits for. */
export function silent_for(
  registers: readonly Register[],
  way: Way,
  asked: readonly { register: string; state: string | null }[],
): Register[] {
  if (way.awaits !== 'evidence' && way.awaits !== 'register') return [];
  const waits = (register: Register) =>
    way.awaits === 'register'
      ? register.agency === way.ball?.agency
      : asked.some((one) => one.register === register.id && (one.state === 'asked' || one.state === 'expired'));
  return registers.filter((register) => register.state === 'frozen' && waits(register));
}
