/** What the strips below the header say, in all languages at once: also without a connection. */
import type { Lang } from '../base/format';
import type { Shape } from '../words/words';

const en = {
  offline: 'No connection.',
  offline_text: 'What is already open goes on working; your answers are kept.',
  over: 'You are no longer signed in.',
  over_text: 'What you have typed is kept. After signing in you are back here.',
  waiting: (count: number) =>
    `${count === 1 ? 'An application waits' : `${count} applications wait`} on this device for a connection. ` +
    'It is sent by itself, once.',
  sent: (moment: string) => `Your application was sent on ${moment}, number`,
  refused: (moment: string) => `Your application was not accepted (${moment}). Your answers are kept.`,
  look: 'See why',
  close: 'Close',
  sign_in: 'Sign in',
};
type Strips_words = Shape<typeof en>;

const kk: Strips_words = {
  offline: 'Байланыс жоқ.',
  offline_text: 'Ашық тұрған беттер жұмысын жалғастырады; жауаптарыңыз сақталған.',
  over: 'Сіз жүйеден шығып қалдыңыз.',
  over_text: 'Тергеніңіздің бәрі сақталған. Кіргеннен кейін осында ораласыз.',
  waiting: (count) => `Осы құрылғыда ${count} өтініш байланыс күтіп тұр. Ол өзі және бір-ақ рет жіберіледі.`,
  sent: (moment) => `Өтінішіңіз жіберілді (${moment}), нөмірі:`,
  refused: (moment) => `Өтінішіңіз қабылданбады (${moment}). Жауаптарыңыз сақталған.`,
  look: 'Себебін көру',
  close: 'Жабу',
  sign_in: 'Кіру',
};

const ru: Strips_words = {
  offline: 'Нет связи.',
  offline_text: 'Всё, что уже открыто, продолжает работать; ваши ответы сохранены.',
  over: 'Вы больше не в системе.',
  over_text: 'Всё, что вы набрали, сохранено. После входа вы вернётесь сюда.',
  waiting: (count) => `Заявлений на этом устройстве, которые ждут связи: ${count}. Отправятся сами, один раз.`,
  sent: (moment) => `Ваше заявление отправлено ${moment}, номер`,
  refused: (moment) => `Ваше заявление не принято (${moment}). Ответы сохранены.`,
  look: 'Почему',
  close: 'Закрыть',
  sign_in: 'Войти',
};

export const strips_words: Record<Lang, Strips_words> = { kk, ru, en };
