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
  #wish = 0;

  /** Words of the present language. Pages are drawn only after `choose` has brought them. */
  get words(): Words {
    return this.#words!;
  }

  say(text: Text): string {
    return text[this.lang];
  }

  /** The newest wish counts, and is kept at once: a reload may come before the words. Without words nothing changes. */
  async choose(lang: Lang): Promise<void> {
    const wish = ++this.#wish;
    keep_language(lang);
    let words: Words;
    try {
      words = await load_words(lang);
    } catch (fault) {
      if (wish === this.#wish && this.#words) keep_language(this.lang);
      throw fault;
    }
    if (wish !== this.#wish) return;
    this.#words = words;
    this.lang = lang;
    document.documentElement.lang = lang;
  }
}

export const language = new Language();

/** So that switching works without a connection. */
export function fetch_other_words(): void {
  for (const lang of langs) load_words(lang).catch(() => undefined);
}
