import type { Lang } from '../../base/format';
import type { Shape } from '../../words/words';

const in_brackets = (text: string) => (text === '' ? '' : ` (${text})`);

const en = {
  title: 'Who looked at my data',
  lead:
    'Whenever a member of staff opens an application of yours, a line is written here first. It cannot be removed. ' +
    'Your own looks are not listed.',
  empty: 'Nobody has looked at your data.',
  when: 'When',
  who: 'Who',
  why: 'Why',
  case: 'Application',
  fields: 'What was seen',
  purposes: {
    decide: 'to decide on the application',
    help_applicant: 'to help you with the application',
    check_complaint: 'to check a complaint',
  },
  name: 'name',
  iin: 'IIN',
  document: 'the result document',
  messages: 'your messages',
  register: (title: string) => `what a register answered${in_brackets(title)}`,
  file: (question: string) => `the attached file${in_brackets(question)}`,
  with: { answer: 'with your answer to a question', message: 'with your message' },
  answers: (count: number) => `${count} ${count === 1 ? 'answer' : 'answers'} of the application`,
  office: (id: string) => `office ${id}`,
  other_answer: 'an answer that is no longer asked for',
  object: 'Object to this look',
  objected: (moment: string) => `You objected on ${moment}.`,
  reason: 'Why do you object?',
  reason_hint: 'Your objection is written to the log and read by those who answer for the staff.',
  reason_empty: 'Write why you object',
  too_long: 'At most 2,000 characters: shorten it',
  send: 'Object',
  cancel: 'Do not object',
  refused: 'The objection was not accepted',
};
export type Looks_words = Shape<typeof en>;

const kk: Looks_words = {
  title: 'Деректерімді кім қарады',
  lead:
    'Қызметкер сіздің өтінішіңізді ашпас бұрын мұнда жазба түседі. Оны өшіру мүмкін емес. Өзіңіздің қарағаныңыз ' +
    'жазылмайды.',
  empty: 'Деректеріңізді ешкім қараған жоқ.',
  when: 'Қашан',
  who: 'Кім',
  why: 'Не үшін',
  case: 'Өтініш',
  fields: 'Не көрді',
  purposes: {
    decide: 'өтініш бойынша шешім қабылдау үшін',
    help_applicant: 'өтініш бойынша сізге көмектесу үшін',
    check_complaint: 'шағымды тексеру үшін',
  },
  name: 'аты-жөні',
  iin: 'ЖСН',
  document: 'нәтиже құжаты',
  messages: 'хабарламаларыңыз',
  register: (title) => `тізілімнің жауабы${in_brackets(title)}`,
  file: (question) => `тіркелген файл${in_brackets(question)}`,
  with: { answer: 'сұраққа берген жауабыңызға', message: 'хабарламаңызға' },
  answers: (count) => `өтініштегі ${count} жауап`,
  office: (id) => `${id} кеңсесі`,
  other_answer: 'енді сұралмайтын жауап',
  object: 'Осыған қарсылық білдіру',
  objected: (moment) => `Сіз қарсылық білдірдіңіз (${moment}).`,
  reason: 'Неге қарсысыз?',
  reason_hint: 'Қарсылығыңыз журналға жазылады, оны қызметкерлерге жауапты адамдар оқиды.',
  reason_empty: 'Неге қарсы екеніңізді жазыңыз',
  too_long: 'Ең көбі 2 000 таңба: қысқартыңыз',
  send: 'Қарсылық білдіру',
  cancel: 'Қарсылық білдірмеу',
  refused: 'Қарсылық қабылданбады',
};

const ru: Looks_words = {
  title: 'Кто смотрел мои данные',
  lead:
    'Прежде чем сотрудник откроет ваше заявление, здесь появляется запись. Убрать её нельзя. Ваши собственные ' +
    'просмотры не записываются.',
  empty: 'Ваши данные никто не смотрел.',
  when: 'Когда',
  who: 'Кто',
  why: 'Зачем',
  case: 'Заявление',
  fields: 'Что было видно',
  purposes: {
    decide: 'чтобы решить по заявлению',
    help_applicant: 'чтобы помочь вам с заявлением',
    check_complaint: 'чтобы проверить жалобу',
  },
  name: 'имя',
  iin: 'ИИН',
  document: 'выданный документ',
  messages: 'ваши сообщения',
  register: (title) => `ответ реестра${in_brackets(title)}`,
  file: (question) => `приложенный файл${in_brackets(question)}`,
  with: { answer: 'с вашим ответом на вопрос', message: 'с вашим сообщением' },
  answers: (count) => `ответы из заявления: ${count}`,
  office: (id) => `отделение ${id}`,
  other_answer: 'ответ, который больше не спрашивают',
  object: 'Возразить',
  objected: (moment) => `Вы возразили ${moment}.`,
  reason: 'Почему вы возражаете?',
  reason_hint: 'Возражение записывается в журнал, его читают те, кто отвечает за сотрудников.',
  reason_empty: 'Напишите, почему вы возражаете',
  too_long: 'Не больше 2 000 знаков: сократите',
  send: 'Возразить',
  cancel: 'Не возражать',
  refused: 'Возражение не принято',
};

export const looks_words: Record<Lang, Looks_words> = { kk, ru, en };
