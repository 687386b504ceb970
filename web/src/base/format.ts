/**
 * Dates, numbers and sums as people write them. Our own, because Chromium has no Kazakh: it would answer in English
 * or Russian without saying so.  Source: STYLE, "Look".
 */
export type Lang = 'kk' | 'ru' | 'en';
export const langs: readonly Lang[] = ['kk', 'ru', 'en'];

const nbsp = '\u00a0';

const months: Record<Lang, readonly string[]> = {
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

function day_text(year: number, month: number, day: number, lang: Lang): string {
  const name = months[lang][month - 1];
  if (name === undefined) throw new RangeError(`no month ${month}`);
  const text = `${day}${nbsp}${name} ${year}`;
  if (lang === 'kk') return `${text}${nbsp}ж.`;
  return lang === 'ru' ? `${text}${nbsp}г.` : text;
}

/** A day without a time zone, "2026-03-05": 5 наурыз 2026 ж., 5 марта 2026 г., 5 March 2026. */
export function date_text(iso: string, lang: Lang): string {
  const found = /^(\d{4})-(\d{2})-(\d{2})$/.exec(iso);
  if (!found) throw new RangeError(`not a date: ${iso}`);
  return day_text(Number(found[1]), Number(found[2]), Number(found[3]), lang);
}

/** A moment (RFC 3339), shown `utc_offset_minutes` east of Greenwich: "5 марта 2026 г., 14:07". */
export function moment_text(rfc3339: string, utc_offset_minutes: number, lang: Lang): string {
  const ms = Date.parse(rfc3339);
  if (Number.isNaN(ms)) throw new RangeError(`not a moment: ${rfc3339}`);
  const local = new Date(ms + utc_offset_minutes * 60_000);
  const time = [local.getUTCHours(), local.getUTCMinutes()].map((part) => String(part).padStart(2, '0')).join(':');
  return `${day_text(local.getUTCFullYear(), local.getUTCMonth() + 1, local.getUTCDate(), lang)}, ${time}`;
}

/** A number in groups of three: 1 234 567,5 in Kazakh and Russian (no-break spaces), 1,234,567.5 in English. */
export function number_text(value: number, lang: Lang): string {
  const [whole = '0', fraction] = String(Math.abs(value)).split('.');
  if (!Number.isFinite(value) || /e/.test(whole + (fraction ?? ''))) throw new RangeError(`no plain number: ${value}`);
  const grouped = whole.replace(/\B(?=(\d{3})+$)/g, lang === 'en' ? ',' : nbsp);
  const point = lang === 'en' ? '.' : ',';
  return `${value < 0 ? '\u2212' : ''}${grouped}${fraction === undefined ? '' : point + fraction}`;
}

/** A sum in whole tiyn: "4 325 ₸"; the tiyn are written only where there are any: "4 325,50 ₸". */
export function money_text(tiyn: number, lang: Lang): string {
  if (!Number.isSafeInteger(tiyn)) throw new RangeError('a sum is a whole number of tiyn');
  const rest = Math.abs(tiyn) % 100;
  const whole = number_text((Math.abs(tiyn) - rest) / 100, lang);
  const fraction = rest === 0 ? '' : (lang === 'en' ? '.' : ',') + String(rest).padStart(2, '0');
  return `${tiyn < 0 ? '\u2212' : ''}${whole}${fraction}${nbsp}₸`;
}

/** The form of a noun that fits a count: Kazakh has one, English two, Russian three. */
export function plural_ru(count: number, one: string, few: string, many: string): string {
  const ten = count % 10;
  const hundred = count % 100;
  if (ten === 1 && hundred !== 11) return one;
  return ten >= 2 && ten <= 4 && (hundred < 12 || hundred > 14) ? few : many;
}
