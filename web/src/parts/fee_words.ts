/** What an application costs, in words. */
import type { Certainty } from '../api/types';
import { number_text, type Lang } from '../base/format';

type Fee_words = {
  title: string;
  free: string;
  unknown: string;
  mrp: (milli: number) => string;
  certainty: Partial<Record<Certainty, string>>;
};

const en: Fee_words = {
  title: 'Fee',
  free: 'nothing to pay',
  unknown: 'The sum is not known yet.',
  mrp: (milli) => `${number_text(milli / 1000, 'en')} MRP`,
  certainty: { unverified: 'unverified', assumed: 'assumed' },
};
const kk: Fee_words = {
  title: 'Құны',
  free: 'тегін',
  unknown: 'Сомасы әзірге белгісіз.',
  mrp: (milli) => `${number_text(milli / 1000, 'kk')} АЕК`,
  certainty: { unverified: 'тексерілмеген', assumed: 'болжам' },
};
const ru: Fee_words = {
  title: 'Стоимость',
  free: 'бесплатно',
  unknown: 'Сумма пока не известна.',
  mrp: (milli) => `${number_text(milli / 1000, 'ru')} МРП`,
  certainty: { unverified: 'не проверено', assumed: 'предположение' },
};

export const fee_words: Record<Lang, Fee_words> = { en, kk, ru };
