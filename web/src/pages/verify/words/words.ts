/** The words of this page, in all languages at once: it must go on working, and switching, without a connection. */
import type { Lang } from '../../../base/format';
import type { Shape } from '../../../words/words';
import { en } from './en';
import { kk } from './kk';
import { ru } from './ru';

export type Verify_words = Shape<typeof en>;

export const verify_words: Record<Lang, Verify_words> = { kk, ru, en };
