import type { Lang } from '../../base/format';
import type { Shape } from '../../words/words';

const en = {
  title: 'Offered to you',
  take: 'Apply',
  decline: 'Not now',
  declined: (title: string) => `“${title}” is no longer offered.`,
  still: 'You can still apply for it.',
  nothing_filed: 'Nothing is filed until you do so.',
};
type Offers_words = Shape<typeof en>;

const kk: Offers_words = {
  title: 'Сізге ұсынылады',
  take: 'Өтініш беру',
  decline: 'Қазір емес',
  declined: (title) => `«${title}» енді ұсынылмайды.`,
  still: 'Оған бәрібір өтініш бере аласыз.',
  nothing_filed: 'Өзіңіз бермейінше, ешқандай өтініш берілмейді.',
};

const ru: Offers_words = {
  title: 'Вам предлагают',
  take: 'Подать заявление',
  decline: 'Не сейчас',
  declined: (title) => `Услуга «${title}» больше не предлагается.`,
  still: 'Подать на неё заявление всё равно можно.',
  nothing_filed: 'Пока вы сами не подадите заявление, ничего не подано.',
};

export const offers_words: Record<Lang, Offers_words> = { kk, ru, en };
