/** The reader's language: kept on the device, sent to the server as a cookie, said to the browser in <html lang>. */
import { keep_language, load_words, word_sets } from '../words/load';
import type { Word_set, Words } from '../words/words';
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
  #sets = new Set<Word_set>(['common']);
  #wish = 0;

  /** Words of the present language, of the sets that were needed so far. Pages are drawn only after these have come. */
  get words(): Words {
    return this.#words!;
  }

  say(text: Text): string {
    return text[this.lang];
  }

  /** Brings the words that the next page needs, in whatever language is chosen meanwhile. */
  async need(sets: readonly Word_set[]): Promise<void> {
    const missing = sets.filter((set) => !this.#sets.has(set));
    if (missing.length === 0) return;
    const lang = this.lang;
    const words = await load_words(lang, missing);
    for (const set of missing) this.#sets.add(set);
    if (lang === this.lang) this.#words = { ...this.#words!, ...words };
    else await this.choose(this.lang);
  }

  /** The newest wish counts, and is kept at once: a reload may come before the words. Without words nothing changes. */
  async choose(lang: Lang, sets: readonly Word_set[] = []): Promise<void> {
    for (const set of sets) this.#sets.add(set);
    const wish = ++this.#wish;
    keep_language(lang);
    let words: Partial<Words>;
    try {
      words = await load_words(lang, [...this.#sets]);
    } catch (fault) {
      if (wish === this.#wish && this.#words) keep_language(this.lang);
      throw fault;
    }
    if (wish !== this.#wish) return;
    this.#words = words as Words;
    this.lang = lang;
    document.documentElement.lang = lang;
  }
}

export const language = new Language();

/** So that switching works without a connection. */
export function fetch_other_words(): void {
  for (const lang of langs) load_words(lang, word_sets).catch(() => undefined);
}
