/** Which language, and its words. Known before anything else is: both are fetched first. */
import { langs, type Lang } from '../base/format';
import { keep, kept } from '../base/storage';
import type { Word_set, Words } from './words';

const sources: Record<Word_set, Record<Lang, () => Promise<Partial<Words>>>> = {
  common: {
    kk: async () => (await import('./kk')).kk,
    ru: async () => (await import('./ru')).ru,
    en: async () => (await import('./en')).en,
  },
  home: {
    kk: async () => (await import('../pages/home/words/kk')).kk,
    ru: async () => (await import('../pages/home/words/ru')).ru,
    en: async () => (await import('../pages/home/words/en')).en,
  },
  service: {
    kk: async () => (await import('../pages/service/words/kk')).kk,
    ru: async () => (await import('../pages/service/words/ru')).ru,
    en: async () => (await import('../pages/service/words/en')).en,
  },
  form: {
    kk: async () => (await import('../pages/apply/words/kk')).kk,
    ru: async () => (await import('../pages/apply/words/ru')).ru,
    en: async () => (await import('../pages/apply/words/en')).en,
  },
  application: {
    kk: async () => (await import('../pages/application/words/kk')).kk,
    ru: async () => (await import('../pages/application/words/ru')).ru,
    en: async () => (await import('../pages/application/words/en')).en,
  },
};
export const word_sets = Object.keys(sources) as Word_set[];
const storage_name = 'qyzmet.lang';

export async function load_words(lang: Lang, sets: readonly Word_set[]): Promise<Partial<Words>> {
  return Object.assign({}, ...(await Promise.all(sets.map((set) => sources[set][lang]())))) as Partial<Words>;
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
