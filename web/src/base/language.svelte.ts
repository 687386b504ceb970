/** The reader's language: kept on the device, sent to the server as a cookie, said to the browser in <html lang>. */
import { keep_language, load_words } from '../words/load';
import type { Words } from '../words/words';
import { langs, type Lang } from './format';

/** A text of a service's definition. */
export type Text = Record<Lang, string>;

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
    this.#words = await load_words(lang);
    this.lang = lang;
    document.documentElement.lang = lang;
    keep_language(lang);
  }
}

export const language = new Language();

/** So that switching works without a connection. */
export function fetch_other_words(): void {
  for (const lang of langs) load_words(lang).catch(() => undefined);
}
