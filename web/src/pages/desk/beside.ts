/** What the applicant stated beside what registers say: pure. */
import type { Question, Service } from '../../api/types';
import type { Json } from '../../base/canonical';
import { date_text, money_text, type Lang } from '../../base/format';
import { form_pages, type Answers } from '../apply/answers';
import { typed_of } from '../apply/shown_answer';
import type { Evidence, Register_fact } from './types';

/** A member of a register's value. */
export type Told = { evidence: Evidence; id: string; fact: Register_fact; value: Json };

/** What registers say of the same thing: members that are called as the question is. */
export function told_of(question: string, evidence: readonly Evidence[]): Told[] {
  return all_told(evidence).filter(({ id }) => id === question);
}

/** Everything that was found, in the order of the registers' descriptions. */
export function all_told(evidence: readonly Evidence[]): Told[] {
  return evidence.flatMap((one) =>
    one.facts.flatMap((fact) => {
      const value = one.value?.[fact.id];
      return value === undefined || value === null ? [] : [{ evidence: one, id: fact.id, fact, value }];
    }),
  );
}

/** What was answered, and what was asked in view of that and has to be answered; statements are no answers. */
export function rows_of(service: Service, answers: Record<string, Json>): Question[] {
  const questions = service.pages.flatMap((page) => page.questions);
  const typed: Answers = {};
  for (const question of questions) {
    const answer = typed_of(question, answers[question.id]);
    if (answer !== undefined) typed[question.id] = answer;
  }
  const asked = new Set(form_pages(service, typed).flatMap((page) => page.questions.map(({ id }) => id)));
  return questions.filter(
    ({ id, kind, required }) => kind !== 'statement' && (id in answers || (required && asked.has(id))),
  );
}

export type Verdict = 'same' | 'differs' | 'not_compared';

/** Text but for blanks and case. Only plain values are compared: of others nobody can say it so simply. */
export function compare(answer: Json | undefined, told: Json): Verdict {
  if (typeof answer !== typeof told || !/^(string|number|boolean)$/.test(typeof told)) return 'not_compared';
  return plain(answer) === plain(told) ? 'same' : 'differs';
}
const plain = (value: Json | undefined) =>
  typeof value === 'string' ? value.replace(/\s+/g, ' ').trim().toLocaleLowerCase('kk') : value;

type Yes_no = { yes: string; no: string };
type Fact = Pick<Register_fact, 'id' | 'values' | 'members'>;

/** A register's value as people read it. What has no words is shown as it is. */
export function value_text(value: Json, lang: Lang, words: Yes_no, fact: Fact, question?: Question): string {
  if (value === null) return '';
  if (typeof value === 'boolean') return value ? words.yes : words.no;
  if (Array.isArray(value)) return value.map((item) => value_text(item, lang, words, fact, question)).join('; ');
  if (typeof value === 'object') return members_text(value, lang, words, fact);
  // Units stand last in a name.
  if (typeof value === 'number' && fact.id.endsWith('_tiyn')) return money_text(value, lang);
  const text = String(value);
  const said = fact.values[text] ?? question?.options?.find((option) => option.value === text)?.title;
  if (said) return said[lang];
  return /^\d{4}-\d{2}-\d{2}$/.test(text) ? date_text(text, lang) : text;
}

/** Each member by its name, in the order of the register's description; then those that have none. */
function members_text(value: Record<string, Json>, lang: Lang, words: Yes_no, fact: Fact): string {
  const nameless = Object.keys(value)
    .filter((id) => !fact.members.some((one) => one.id === id))
    .map((id) => ({ id, title: null, values: {}, members: [] }));
  return [...fact.members, ...nameless]
    .map((one) => ({ title: one.title, text: value_text(value[one.id] ?? null, lang, words, one) }))
    .filter(({ text }) => text !== '')
    .map(({ title, text }) => (title ? `${title[lang]}: ${text}` : text))
    .join(', ');
}
