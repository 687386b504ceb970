/** What the header says to somebody who is signed in. */
import type { Lang } from '../base/format';
import type { Shape } from '../words/words';

const en = {
  menu: 'Menu',
  sign_out: 'Sign out',
  applications: 'My applications',
  looks: 'Who looked at my data',
  mandates: 'Mandates',
  access: 'Consents and sign-ins',
  access_staff: 'Sign-ins and password',
  desk: 'Desk',
  overdue: 'Overdue',
  stuck: 'Stuck',
  staff: 'Applications',
  keepers: 'Services',
  reports: 'Not listed',
  registry: 'Registry',
};
type Account_words = Shape<typeof en>;

const kk: Account_words = {
  menu: 'Мәзір',
  sign_out: 'Шығу',
  applications: 'Өтініштерім',
  looks: 'Деректерімді кім қарады',
  mandates: 'Сенімхаттар',
  access: 'Рұқсаттар мен кірулер',
  access_staff: 'Кірулер мен құпиясөз',
  desk: 'Жұмыс үстелі',
  overdue: 'Мерзімі өткен',
  stuck: 'Тұрып қалған',
  staff: 'Өтініштер',
  keepers: 'Қызметтер',
  reports: 'Тізімде жоқ',
  registry: 'Тізілім',
};

const ru: Account_words = {
  menu: 'Меню',
  sign_out: 'Выйти',
  applications: 'Мои заявления',
  looks: 'Кто смотрел мои данные',
  mandates: 'Доверенности',
  access: 'Согласия и входы',
  access_staff: 'Входы и пароль',
  desk: 'Рабочий стол',
  overdue: 'Просрочено',
  stuck: 'Застряло',
  staff: 'Заявления',
  keepers: 'Услуги',
  reports: 'Нет в списке',
  registry: 'Реестр',
};

export const account_words: Record<Lang, Account_words> = { kk, ru, en };
