import type { Lang } from '../../../base/format';
import type { Shape } from '../../../words/words';

const en = {
  title: 'What has changed since you applied last',
  text: (moment: string) => `You applied on ${moment}. The form has changed since then:`,
  kinds: {
    gone: 'is not asked any more',
    added: 'is asked now',
    changed: 'is asked in another way',
  },
};
type Changed_words = Shape<typeof en>;

const kk: Changed_words = {
  title: 'Соңғы өтінішіңізден бері не өзгерді',
  text: (moment) => `Өтінішіңізден кейін (${moment}) нысан өзгерді:`,
  kinds: {
    gone: 'енді сұралмайды',
    added: 'енді сұралады',
    changed: 'басқаша сұралады',
  },
};

const ru: Changed_words = {
  title: 'Что изменилось с вашего прошлого заявления',
  text: (moment) => `После вашего заявления (${moment}) форма изменилась:`,
  kinds: {
    gone: 'больше не спрашивается',
    added: 'теперь спрашивается',
    changed: 'спрашивается иначе',
  },
};

export const changed_words: Record<Lang, Changed_words> = { kk, ru, en };
