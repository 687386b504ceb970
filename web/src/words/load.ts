/** Which language, and its words. Known before anything else is: both are fetched first. */
import { langs, type Lang } from '../base/format';
import { keep, kept } from '../base/storage';
import type { Words } from './words';

const sources: Record<Lang, () => Promise<Words>> = {
  kk: async () => (await import('./kk')).kk,
  ru: async () => (await import('./ru')).ru,
  en: async () => (await import('./en')).en,
};
const storage_name = 'qyzmet.lang';

export function load_words(lang: Lang): Promise<Words> {
  return sources[lang]();
}

/** What was chosen before, else the first of the browser's languages that we have, else Kazakh. */
export function first_language(): Lang {
  const wished = [kept(storage_name) ?? '', ...navigator.languages].map((tag) => tag.slice(0, 2).toLowerCase());
  return wished.map((tag) => langs.find((lang) => lang === tag)).find((lang) => lang !== undefined) ?? 'kk';
}

export function keep_language(lang: Lang): void {
  keep(storage_name, lang);
  document.cookie = `lang=${lang}; path=/; max-age=31536000; samesite=lax`;
}
