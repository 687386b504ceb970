/** What few readers need: why staff cannot apply, and that an address names no service. */
import type { Lang } from '../../../base/format';
import type { Shape } from '../../../words/words';

const en = {
  staff: {
    title: 'You are signed in as staff: you cannot apply here',
    text:
      'Citizens apply for themselves or with a mandate; of staff only operators do, for somebody at a counter. ' +
      'You can read the whole form. To apply for yourself, sign in as a citizen.',
    sign_out: 'Sign out and sign in as a citizen',
  },
  missing: {
    title: 'There is no such service',
    text: 'If you typed the address, check it. If a link brought you here, it is old. Search in your own words.',
    search: 'Search for a service',
  },
};
type Seldom_words = Shape<typeof en>;

const kk: Seldom_words = {
  staff: {
    title: 'Сіз қызметкер ретінде кірдіңіз: мұнда өтініш бере алмайсыз',
    text:
      'Азаматтар өтінішті өзі үшін немесе сенімхатпен береді; қызметкерлерден тек операторлар ғана халыққа қызмет ' +
      'көрсету орнында береді. Нысанды толық оқи аласыз. Өзіңіз үшін өтініш беру үшін азамат ретінде кіріңіз.',
    sign_out: 'Шығып, азамат ретінде кіру',
  },
  missing: {
    title: 'Мұндай қызмет жоқ',
    text: 'Мекенжайды өзіңіз терсеңіз, оны тексеріңіз. Сілтемемен келсеңіз, ол ескірген. Өз сөзіңізбен іздеңіз.',
    search: 'Қызметті іздеу',
  },
};

const ru: Seldom_words = {
  staff: {
    title: 'Вы вошли как сотрудник: подать заявление здесь нельзя',
    text:
      'Граждане подают заявления за себя или по доверенности; из сотрудников – только операторы, когда помогают ' +
      'заявителю на приёме. Форму можно прочитать целиком. Чтобы подать за себя, войдите как гражданин.',
    sign_out: 'Выйти и войти как гражданин',
  },
  missing: {
    title: 'Такой услуги нет',
    text: 'Если вы набрали адрес сами, проверьте его. Если пришли по ссылке, она устарела. Поищите своими словами.',
    search: 'Найти услугу',
  },
};

export const seldom_words: Record<Lang, Seldom_words> = { kk, ru, en };
