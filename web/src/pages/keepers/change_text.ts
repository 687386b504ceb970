/** What changes between two versions, as somebody reads it who has never seen JSON: pure. */
import { number_text, type Lang } from '../../base/format';
import type { Change_words } from './change_words';

/** A line of text, or parts that each have a name ('' if they have none). */
export type Shown = string | { name: string; value: Shown }[];

const langs: readonly string[] = ['kk', 'ru', 'en'];
/** What entries of lists are called by, as the server's comparison does. */
const names = ['id', 'name', 'value'];

/** "pages.purpose.title.kk" → "Pages › purpose › Title › Kazakh". Names of a definition's own stay as they are. */
export function place_text(path: string, words: Change_words): string {
  return path
    .split('.')
    .map((part) => named(part, words))
    .join(' › ');
}

function named(part: string, words: Change_words): string {
  return (words.parts as Record<string, string>)[part] ?? part;
}

/** A value of a definition; of an object's members those that say nothing are left out. */
export function shown(value: unknown, lang: Lang, words: Change_words): Shown {
  if (value === null || value === undefined) return words.nothing;
  if (typeof value === 'boolean') return value ? words.yes : words.no;
  if (typeof value === 'number') return /e/.test(String(value)) ? String(value) : number_text(value, lang);
  if (typeof value !== 'object') return String(value);
  return Array.isArray(value) ? shown_list(value, lang, words) : shown_members(value, lang, words);
}

function shown_list(list: readonly unknown[], lang: Lang, words: Change_words): Shown {
  if (list.length === 0) return words.nothing;
  if (list.every((item) => item === null || typeof item !== 'object'))
    return list.map((item) => shown(item, lang, words)).join(', ');
  return list.map((item) => {
    const name = is_object(item) ? (names.find((one) => typeof item[one] === 'string') ?? '') : '';
    if (name === '') return { name: '', value: shown(item, lang, words) };
    const { [name]: called, ...rest } = item as Record<string, unknown>;
    return { name: String(called), value: shown(rest, lang, words) };
  });
}

function shown_members(object: object, lang: Lang, words: Change_words): Shown {
  const parts = Object.entries(object)
    .filter(([, value]) => value !== null && !(Array.isArray(value) && value.length === 0))
    // A text by language, in the languages' own order.
    .sort(([a], [b]) => (langs.includes(a) && langs.includes(b) ? langs.indexOf(a) - langs.indexOf(b) : 0))
    .map(([name, value]) => ({ name: named(name, words), value: shown(value, lang, words) }));
  return parts.length === 0 ? words.nothing : parts;
}

function is_object(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
