// What the pages must say, written here a second time on purpose.
export const headings = {
  kk: { iin: 'Жеке сәйкестендіру нөміріңіз (ЖСН) қандай?', accepted: 'Өтінішіңіз қабылданды', proven: 'Қолхат шынайы' },
  ru: {
    iin: 'Какой у вас индивидуальный идентификационный номер (ИИН)?',
    accepted: 'Ваше заявление принято',
    proven: 'Расписка подлинная',
  },
  en: {
    iin: 'What is your individual identification number (IIN)?',
    accepted: 'Your application has been accepted',
    proven: 'The receipt is genuine',
  },
};

const months = {
  kk: [
    'қаңтар',
    'ақпан',
    'наурыз',
    'сәуір',
    'мамыр',
    'маусым',
    'шілде',
    'тамыз',
    'қыркүйек',
    'қазан',
    'қараша',
    'желтоқсан',
  ],
  ru: [
    'января',
    'февраля',
    'марта',
    'апреля',
    'мая',
    'июня',
    'июля',
    'августа',
    'сентября',
    'октября',
    'ноября',
    'декабря',
  ],
  en: [
    'January',
    'February',
    'March',
    'April',
    'May',
    'June',
    'July',
    'August',
    'September',
    'October',
    'November',
    'December',
  ],
};

/** Month and year now in Kazakhstan, as the pages write them. */
export function date(lang) {
  const now = new Date(Date.now() + 5 * 3_600_000);
  return `${months[lang][now.getUTCMonth()]} ${now.getUTCFullYear()}`;
}
