/** What pages of the registry say of an entry, in the reader's language. */
import { date_text, type Lang } from '../../base/format';
import type { Text } from '../../base/language.svelte';
import type { Registry_words } from './words';

/** The title; of a finding that has none in this language, another. */
export function title_in(lang: Lang, title: Text): string {
  return title[lang] || title.ru || title.kk || title.en;
}
type Owned = { owner: string; owner_title: Text | null };
export function owner_text(words: Registry_words, lang: Lang, one: Owned): string {
  return one.owner_title?.[lang] ?? (one.owner === 'keepers' ? words.keepers : one.owner);
}
export function due_text(words: Registry_words, lang: Lang, due_on: string | null): string {
  return due_on === null ? words.nothing_due : date_text(due_on, lang);
}
