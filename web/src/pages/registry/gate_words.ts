/** What pages of the registry say of the gate before online only. */
import type { Lang } from '../../base/format';

const en = {
  exceptions: 'Exceptions: who is still served in person',
  fallback: 'Fallback: what people do when the system stands still',
  fields: {
    'exceptions.kk': 'Exceptions in Kazakh: who is still served in person',
    'exceptions.ru': 'Exceptions in Russian',
    'exceptions.en': 'Exceptions in English',
    'fallback.kk': 'Fallback in Kazakh: what people do when the system stands still',
    'fallback.ru': 'Fallback in Russian',
    'fallback.en': 'Fallback in English',
  } as Record<string, string>,
  lines_hint: 'One exception a line, in the same order in each language.',
  open:
    'Its counter is not closed: another kind of this service is registered without a gate, or nobody has said since ' +
    'when and for whom not.',
  service_retired: 'takes no applications',
};

export const gate_words: Record<Lang, typeof en> = {
  en,
  kk: {
    exceptions: 'Ерекшеліктер: кімге бұрынғыша орталықта қызмет көрсетіледі',
    fallback: 'Қосалқы жол: жүйе тоқтап тұрғанда адамдар не істейді',
    fields: {
      'exceptions.kk': 'Ерекшеліктер, қазақша: кімге бұрынғыша орталықта қызмет көрсетіледі',
      'exceptions.ru': 'Ерекшеліктер, орысша',
      'exceptions.en': 'Ерекшеліктер, ағылшынша',
      'fallback.kk': 'Қосалқы жол, қазақша: жүйе тоқтап тұрғанда адамдар не істейді',
      'fallback.ru': 'Қосалқы жол, орысша',
      'fallback.en': 'Қосалқы жол, ағылшынша',
    },
    lines_hint: 'Әр жолға бір ерекшелік, үш тілде де бір ретпен.',
    open:
      'Орталық терезесі жабылған жоқ: осы қызметтің тағы бір түрі бұл кезеңнен өтпей тіркелген немесе қай күннен ' +
      'бастап және кімге қатысты емес екені айтылмаған.',
    service_retired: 'өтініш қабылдамайды',
  },
  ru: {
    exceptions: 'Исключения: кого по-прежнему обслуживают лично',
    fallback: 'Запасной путь: что делать людям, когда система стоит',
    fields: {
      'exceptions.kk': 'Исключения по-казахски: кого по-прежнему обслуживают лично',
      'exceptions.ru': 'Исключения по-русски',
      'exceptions.en': 'Исключения по-английски',
      'fallback.kk': 'Запасной путь по-казахски: что делать людям, когда система стоит',
      'fallback.ru': 'Запасной путь по-русски',
      'fallback.en': 'Запасной путь по-английски',
    },
    lines_hint: 'По одному исключению в строке, на каждом языке в том же порядке.',
    open:
      'Окно не закрыто: другой вид этой услуги внесён в реестр без этого условия, или не сказано, с какого дня и ' +
      'для кого исключения.',
    service_retired: 'не принимает заявления',
  },
};
