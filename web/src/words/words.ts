/**
 * The words of the pages. English sets the shape; a key that Kazakh or Russian lacks, or has too many,
 * does not compile. Words come in sets, so that a page loads its own and no others; pages that come later
 * hold all three languages beside them (`pages/looks/words.ts`).
 */
import type { en as application } from '../pages/application/words/en';
import type { en as form } from '../pages/apply/words/en';
import type { en as home } from '../pages/home/words/en';
import type { en as service } from '../pages/service/words/en';
import type { en as common } from './en';

export type Shape<T> = T extends string
  ? string
  : T extends (...given: infer Given) => string
    ? (...given: Given) => string
    : T extends readonly (infer Item)[]
      ? Shape<Item>[]
      : { [Key in keyof T]: Shape<T[Key]> };

export type Common_words = Shape<typeof common>;
export type Home_words = Shape<typeof home>;
export type Service_words = Shape<typeof service>;
export type Form_words = Shape<typeof form>;
export type Application_words = Shape<typeof application>;

/** A page reads only what its sets hold (`sets_of` in pages/pages.ts). */
export type Words = Common_words & Home_words & Service_words & Form_words & Application_words;
export type Word_set = 'common' | 'home' | 'service' | 'form' | 'application';
