import type { Lang } from '../base/format';
import type { Shape } from '../words/words';

const en = {
  title: 'Attached files',
  size: (kilobytes: string) => `${kilobytes} KB`,
  look: 'Whoever applied sees that you opened a file. Open it only on a computer with a virus scanner.',
};
type Files_words = Shape<typeof en>;

const ru: Files_words = {
  title: 'Приложенные файлы',
  size: (kilobytes: string) => `${kilobytes} КБ`,
  look: 'Заявитель увидит, что вы открыли файл. Открывайте его только на компьютере с антивирусом.',
};

const kk: Files_words = {
  title: 'Тіркелген файлдар',
  size: (kilobytes: string) => `${kilobytes} КБ`,
  look: 'Файлды ашқаныңызды өтініш беруші көреді. Оны антивирусы бар компьютерде ғана ашыңыз.',
};

export const files_words: Record<Lang, Files_words> = { kk, ru, en };
