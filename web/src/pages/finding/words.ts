/** The words of finding a service without knowing its name, and of telling that there is none. */
import type { Lang } from '../../base/format';
import type { Shape } from '../../words/words';

const en = {
  find_title: 'Find a service by answering questions',
  find_lead: 'Two or three questions. You can go back at any time.',
  step: (count: number) => `Question ${count}`,
  back: 'Back',
  home: 'Home',
  next: 'Continue',
  choose: 'Choose one of the answers',
  results_title: 'These services fit',
  afresh: 'Start again',
  none_fits: 'None of these fits?',
  not_listed: 'Tell us that the service is not listed here',
  find: 'Answer three questions',
  here: 'can be applied for here',
  elsewhere: 'obtained elsewhere for now',
  retired: 'no longer given',
  life_event_lead: 'Services for this situation.',
  life_event_empty: 'No service is known for this situation yet.',
  measure: 'measure of support',
  measures: 'Measures of state support',
  measures_lead: 'What the state gives: grants, loans, guarantees, subsidies, tax relief.',
  measures_empty: 'No measure of state support is known yet.',
  digitised_share: 'Share of digitised services',
  report_title: 'The service is not listed here',
  report_lead:
    'Is there something that an agency really does for people, but no list names? Tell the keepers of the registry. ' +
    'They read every report.',
  what: 'What did you want to get?',
  what_hint: 'In your own words. Do not write names or personal numbers.',
  where: 'Where were you sent, or where is it given? (optional)',
  where_hint: 'The place or the address, as you know it.',
  agency: 'Which agency gives it? (optional)',
  send: 'Send',
  sending: 'Sending…',
  empty: 'Write what you wanted to get',
  too_long: (count: number) => `At most ${count} characters: shorten it`,
  refused: 'The report was not accepted',
  thanks_title: 'Thank you, it has been noted',
  thanks_text:
    'The keepers of the registry see it now. They look for who gives the service and on what legal basis, and ' +
    'describe it. This is not an application: nothing has been asked for in your name.',
  another: 'Report another one',
};
export type Finding_words = Shape<typeof en>;

const kk: Finding_words = {
  find_title: 'Сұрақтарға жауап беріп, қызметті табу',
  find_lead: 'Екі-үш сұрақ. Кез келген уақытта артқа қайтуға болады.',
  step: (count) => `${count}-сұрақ`,
  back: 'Артқа',
  home: 'Басты бет',
  next: 'Жалғастыру',
  choose: 'Жауаптардың бірін таңдаңыз',
  results_title: 'Сәйкес келетін қызметтер',
  afresh: 'Қайта бастау',
  none_fits: 'Ешқайсысы сәйкес келмей ме?',
  not_listed: 'Қызметтің мұнда жоқ екенін хабарлау',
  find: 'Үш сұраққа жауап беру',
  here: 'өтінішті осында беруге болады',
  elsewhere: 'әзірге басқа жерде алынады',
  retired: 'енді көрсетілмейді',
  life_event_lead: 'Осы жағдайға арналған қызметтер.',
  life_event_empty: 'Бұл жағдайға арналған қызмет әзірге белгісіз.',
  measure: 'қолдау шарасы',
  measures: 'Мемлекеттік қолдау шаралары',
  measures_lead: 'Мемлекет беретін көмек: гранттар, несиелер, кепілдіктер, субсидиялар, салық жеңілдіктері.',
  measures_empty: 'Әзірге бірде-бір қолдау шарасы белгілі емес.',
  digitised_share: 'Цифрландырылған қызметтердің үлесі',
  report_title: 'Қызмет мұнда жоқ',
  report_lead:
    'Мемлекеттік орган адамдарға іс жүзінде көрсететін, бірақ ешбір тізімде жоқ қызмет бар ма? Тізілім ' +
    'жүргізушілерге айтыңыз. Олар әр хабарды оқиды.',
  what: 'Сіз не алғыңыз келді?',
  what_hint: 'Өз сөзіңізбен жазыңыз. Есімдер мен жеке нөмірлерді жазбаңыз.',
  where: 'Сізді қайда жіберді немесе ол қайда көрсетіледі? (міндетті емес)',
  where_hint: 'Білетініңізше: жері немесе мекенжайы.',
  agency: 'Оны қай орган көрсетеді? (міндетті емес)',
  send: 'Жіберу',
  sending: 'Жіберілуде…',
  empty: 'Не алғыңыз келгенін жазыңыз',
  too_long: (count) => `Ең көбі ${count} таңба: қысқартыңыз`,
  refused: 'Хабар қабылданбады',
  thanks_title: 'Рақмет, жазып алдық',
  thanks_text:
    'Тізілім жүргізушілер оны енді көреді. Олар қызметті кім және қандай құқықтық негізде көрсететінін анықтап, ' +
    'сипаттайды. Бұл өтініш емес: сіздің атыңыздан ештеңе сұралған жоқ.',
  another: 'Тағы біреуін хабарлау',
};

const ru: Finding_words = {
  find_title: 'Найти услугу, отвечая на вопросы',
  find_lead: 'Два-три вопроса. В любой момент можно вернуться.',
  step: (count) => `Вопрос ${count}`,
  back: 'Назад',
  home: 'Главная',
  next: 'Продолжить',
  choose: 'Выберите один из ответов',
  results_title: 'Подходящие услуги',
  afresh: 'Начать сначала',
  none_fits: 'Ничего не подходит?',
  not_listed: 'Сообщить, что услуги здесь нет',
  find: 'Ответить на три вопроса',
  here: 'заявление подают здесь',
  elsewhere: 'пока получают в другом месте',
  retired: 'больше не оказывают',
  life_event_lead: 'Услуги для этой ситуации.',
  life_event_empty: 'Для этой ситуации пока нет известных услуг.',
  measure: 'мера поддержки',
  measures: 'Меры государственной поддержки',
  measures_lead: 'Что даёт государство: гранты, займы, гарантии, субсидии, налоговые льготы.',
  measures_empty: 'Пока не известно ни одной меры поддержки.',
  digitised_share: 'Доля оцифрованных услуг',
  report_title: 'Услуги здесь нет',
  report_lead:
    'Есть то, что государственный орган на деле делает для людей, но ни в одном списке этого нет? Сообщите тем, кто ' +
    'ведёт реестр. Они читают каждое сообщение.',
  what: 'Что вы хотели получить?',
  what_hint: 'Своими словами. Не пишите имён и личных номеров.',
  where: 'Куда вас отправили или где это делают? (необязательно)',
  where_hint: 'Место или адрес, как вы его знаете.',
  agency: 'Какой орган это делает? (необязательно)',
  send: 'Отправить',
  sending: 'Отправляется…',
  empty: 'Напишите, что вы хотели получить',
  too_long: (count) => `Не больше ${count} знаков: сократите`,
  refused: 'Сообщение не принято',
  thanks_title: 'Спасибо, записано',
  thanks_text:
    'Теперь это видят те, кто ведёт реестр. Они выясняют, кто и на каком основании оказывает услугу, и описывают её. ' +
    'Это не заявление: от вашего имени ничего не запрошено.',
  another: 'Сообщить ещё об одной',
};

export const finding_words: Record<Lang, Finding_words> = { kk, ru, en };
