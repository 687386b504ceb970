import type { Lang } from '../../base/format';
import type { Shape } from '../../words/words';

const en = {
  title: 'Sign in',
  over: 'You are no longer signed in. Everything that you had typed is kept.',
  out: 'You have signed out. Nothing of yours is shown on this device any more.',
  already: (name: string) => `You are signed in as ${name}.`,
  go_on: 'Go on',
  demo_title: 'People of the demonstration',
  demo_text:
    'Nobody in this list exists. Choose one to see the service with their eyes. In a real installation people sign ' +
    'in with their own means here; never with a code from an SMS.',
  sign_in_as: 'Sign in',
  iin: 'IIN',
  staff_title: 'Staff',
  login: 'Login',
  password: 'Password',
  button: 'Sign in',
  working: 'Signing in…',
  login_empty: 'Enter your login',
  password_empty: 'Enter your password',
  refused: 'Signing in did not work',
  demo_staff: 'Staff of the demonstration',
  fill_in: 'Fill in',
  no_demo:
    'Signing in for citizens is not connected here yet. Services that need no signing in can be used without it.',
};
export type Sign_in_words = Shape<typeof en>;

const kk: Sign_in_words = {
  title: 'Жүйеге кіру',
  over: 'Сіз жүйеден шығып қалдыңыз. Тергеніңіздің бәрі сақталған.',
  out: 'Сіз жүйеден шықтыңыз. Бұл құрылғыда сіздің ешбір дерегіңіз енді көрсетілмейді.',
  already: (name) => `Сіз жүйеге ${name} болып кірдіңіз.`,
  go_on: 'Жалғастыру',
  demo_title: 'Көрсетілім адамдары',
  demo_text:
    'Бұл тізімдегі адамдардың ешқайсысы шын мәнінде жоқ. Қызметті солардың көзімен көру үшін бірін таңдаңыз. Нақты ' +
    'жүйеде адамдар мұнда өз құралдарымен кіреді; SMS-код ешқашан қолданылмайды.',
  sign_in_as: 'Кіру',
  iin: 'ЖСН',
  staff_title: 'Қызметкерлерге',
  login: 'Логин',
  password: 'Құпиясөз',
  button: 'Кіру',
  working: 'Кіріп жатыр…',
  login_empty: 'Логиніңізді енгізіңіз',
  password_empty: 'Құпиясөзді енгізіңіз',
  refused: 'Кіру мүмкін болмады',
  demo_staff: 'Көрсетілім қызметкерлері',
  fill_in: 'Толтыру',
  no_demo: 'Азаматтардың кіруі мұнда әзірге қосылмаған. Кіруді қажет етпейтін қызметтерді онсыз пайдалануға болады.',
};

const ru: Sign_in_words = {
  title: 'Вход',
  over: 'Вы больше не в системе. Всё, что вы набрали, сохранено.',
  out: 'Вы вышли. Ваши данные на этом устройстве больше не показываются.',
  already: (name) => `Вы вошли как ${name}.`,
  go_on: 'Дальше',
  demo_title: 'Люди из демонстрации',
  demo_text:
    'Никого из этого списка не существует. Выберите кого-нибудь, чтобы увидеть услуги его глазами. В настоящей ' +
    'системе люди входят здесь своими средствами; код из SMS не применяется никогда.',
  sign_in_as: 'Войти',
  iin: 'ИИН',
  staff_title: 'Сотрудникам',
  login: 'Логин',
  password: 'Пароль',
  button: 'Войти',
  working: 'Входим…',
  login_empty: 'Введите логин',
  password_empty: 'Введите пароль',
  refused: 'Войти не удалось',
  demo_staff: 'Сотрудники из демонстрации',
  fill_in: 'Подставить',
  no_demo: 'Вход для граждан здесь пока не подключён. Услугами, для которых вход не нужен, можно пользоваться и так.',
};

export const sign_in_words: Record<Lang, Sign_in_words> = { kk, ru, en };
