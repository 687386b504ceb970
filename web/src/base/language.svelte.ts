/** The reader's language: kept on the device, sent to the server as a cookie, said to the browser in <html lang>. */
import type { Words } from '../words/words';
import { langs, type Lang } from './format';
import { keep, kept } from './storage';

/** A text of a service's definition. */
export type Text = Record<Lang, string>;

const sources: Record<Lang, () => Promise<Words>> = {
  kk: async () => (await import('../words/kk')).kk,
  ru: async () => (await import('../words/ru')).ru,
  en: async () => (await import('../words/en')).en,
};

export const lang_names: Record<Lang, { name: string; short: string }> = {
  kk: { name: 'Қазақша', short: 'Қаз' },
  ru: { name: 'Русский', short: 'Рус' },
  en: { name: 'English', short: 'Eng' },
};

class Language {
  lang = $state<Lang>('kk');
  #words = $state.raw<Words>();

  /** Words of the present language. Pages are drawn only after `choose` has brought them. */
  get words(): Words {
    return this.#words!;
  }

  say(text: Text): string {
    return text[this.lang];
  }

  /** Nothing changes if the words cannot be fetched. */
  async choose(lang: Lang): Promise<void> {
    this.#words = await sources[lang]();
    this.lang = lang;
    document.documentElement.lang = lang;
    keep(storage_name, lang);
    document.cookie = `lang=${lang}; path=/; max-age=31536000; samesite=lax`;
  }
}

const storage_name = 'qyzmet.lang';

export const language = new Language();

/** What was chosen before, else the first of the browser's languages that we have, else Kazakh. */
export function first_language(): Lang {
  const wished = [kept(storage_name) ?? '', ...navigator.languages].map((tag) => tag.slice(0, 2).toLowerCase());
  return wished.map((tag) => langs.find((lang) => lang === tag)).find((lang) => lang !== undefined) ?? 'kk';
}

/** So that switching works without a connection. */
export function fetch_other_words(): void {
  for (const source of Object.values(sources)) source().catch(() => undefined);
}
