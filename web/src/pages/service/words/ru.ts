import { number_text, plural_ru } from '../../../base/format';
import type { Service_words } from '../../../words/words';

const plural = (count: number, one: string, few: string, many: string) =>
  `${number_text(count, 'ru')} ${plural_ru(count, one, few, many)}`;

export const ru: Service_words = {
  service: {
    all: 'Все услуги',
    deadline: 'Срок',
    fee: 'Стоимость',
    agency: 'Кто оказывает',
    result: 'Вы получите',
    minutes: (count) => plural(count, 'минута', 'минуты', 'минут'),
    working_days: (count) => plural(count, 'рабочий день', 'рабочих дня', 'рабочих дней'),
    hours: (count) => plural(count, 'час', 'часа', 'часов'),
    calendar_days: (count) => plural(count, 'календарный день', 'календарных дня', 'календарных дней'),
    not_known: 'неизвестно',
    certainty: { sourced: 'проверено', unverified: 'не проверено', assumed: 'наше предположение' },
    crumbs: 'Вы здесь',
    removed: 'Ваши ответы удалены с этого устройства.',
    sign_in: 'Нужно будет войти.',
    sometimes: 'не всех',
    retired_title: 'Эту услугу больше не оказывают',
    retired_text: 'Новые заявления не принимаются. Отправленные заявления рассмотрят до конца.',
    elsewhere_title: 'Подать заявление на эту услугу здесь пока нельзя',
    elsewhere_text: 'Ниже сказано, как её получают сегодня. Мы ничего по ней не передаём.',
    how: 'Как получить',
    where: 'Где её оказывают',
    channels: {
      portal: 'в интернете',
      mobile: 'в мобильном приложении',
      bank: 'в приложении банка',
      counter: 'в центре обслуживания (ЦОН)',
      kiosk: 'в терминале',
      helper: 'через помощника, который приходит или помогает',
    },
    offered: { yes: 'да', no: 'нет', unknown: 'неизвестно' },
    sources: 'Откуда эти сведения',
    source: 'источник',
    legal_basis: 'Правовое основание',
    standing: 'Место в реестре',
    standings: {
      found: 'найдена, ещё не описана',
      described: 'описана',
      redesigned: 'переделана',
      digitised: 'оцифрована',
      registered: 'внесена в реестр',
      online_only: 'только онлайн',
      retired: 'больше не оказывается',
    },
    own_words: 'Текст на этом языке – наш собственный перевод, его никто официально не проверял.',
    free: 'бесплатно',
    fee_mrp: (milli) => `${number_text(milli / 1000, 'ru')} МРП`,
    apply: 'Подать заявление',
    resume: 'Продолжить заявление',
    questions: (count) =>
      `${plural(count, 'короткий вопрос', 'коротких вопроса', 'коротких вопросов')}. ` +
      'Можно прерваться и продолжить позже на этом устройстве.',
    asked: 'О чём мы спросим',
    optional: 'по желанию',
    after: 'Что будет дальше',
    after_list: [
      'Номер заявления вы увидите сразу.',
      'Через несколько секунд можно будет скачать расписку.',
    ],
    after_number: 'По номеру вы в любое время узнаете состояние заявления, без входа в систему.',
    after_signed_in: 'После входа состояние всегда видно в «Моих заявлениях».',
    code: 'Код в реестре государственных услуг',
    code_unknown: 'пока неизвестен',
  },
};
