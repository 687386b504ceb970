/** What the applicant stated beside what registers say: pure. */
import type { Question } from '../../api/types';
import type { Json } from '../../base/canonical';
import { date_text, type Lang } from '../../base/format';
import type { Text } from '../../base/language.svelte';
import type { Evidence } from './types';

/** A member of a register's value. */
export type Told = { evidence: Evidence; id: string; title: Text; value: Json };

/** What registers say of the same thing: members that are called as the question is. */
export function told_of(question: string, evidence: readonly Evidence[]): Told[] {
  return all_told(evidence).filter(({ id }) => id === question);
}

/** Everything that was found, in the order of the registers' descriptions. */
export function all_told(evidence: readonly Evidence[]): Told[] {
  return evidence.flatMap((one) =>
    one.facts.flatMap(({ id, title }) => {
      const value = one.value?.[id];
      return value === undefined || value === null ? [] : [{ evidence: one, id, title, value }];
    }),
  );
}

/** The same but for blanks and case. Only plain values are compared: of others nobody can say it so simply. */
export function differs(answer: Json | undefined, told: Json): boolean {
  if (typeof answer !== 'string' || typeof told !== 'string') return false;
  const plain = (text: string) => text.replace(/\s+/g, ' ').trim().toLocaleLowerCase('kk');
  return plain(answer) !== plain(told);
}

/** A value as people read it; `question`: the one that asks the same, whose options have titles. */
export function value_text(value: Json, lang: Lang, words: { yes: string; no: string }, question?: Question): string {
  if (value === null) return '';
  if (typeof value === 'boolean') return value ? words.yes : words.no;
  if (Array.isArray(value)) return value.map((item) => value_text(item, lang, words)).join('; ');
  if (typeof value === 'object')
    return Object.values(value)
      .map((item) => value_text(item as Json, lang, words))
      .filter((text) => text !== '')
      .join(', ');
  const text = String(value);
  if (/^\d{4}-\d{2}-\d{2}$/.test(text)) return date_text(text, lang);
  return question?.options?.find((option) => option.value === text)?.title[lang] ?? text;
}
