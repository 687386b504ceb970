/** Facts of a service in words; '' for what is not known. */
import type { About, Fact, Span } from '../api/types';
import { money_text, type Lang } from '../base/format';
import type { Words } from '../words/words';

type Service_words = Words['service'];
type Fee = Fact & { mrp_milli?: number; decision?: string };

export function deadline_text(deadline: Span, words: Service_words): string {
  const { minutes, hours, calendar_days, working_days } = deadline;
  if (minutes !== undefined) return words.minutes(minutes);
  if (hours !== undefined) return words.hours(hours);
  if (calendar_days !== undefined) return words.calendar_days(calendar_days);
  return working_days !== undefined ? words.working_days(working_days) : '';
}

/** Of the year that it is in the country, in tenge; undefined: not known. */
export function monthly_index(server: { about: About | undefined; utc_offset_minutes: number }): number | undefined {
  const local = new Date(Date.now() + server.utc_offset_minutes * 60_000);
  return server.about?.monthly_index?.[String(local.getUTCFullYear())];
}

/** `index_tenge`: the monthly index of this year; undefined: not known, then there is no sum in money. */
export function fee_text(fee: Fee, words: Service_words, index_tenge: number | undefined, lang: Lang): string {
  if (fee.decision !== undefined) {
    const one = index_tenge === undefined ? '' : ` (${words.fee_mrp(1000)} = ${money_text(index_tenge * 100, lang)})`;
    return words.fee_by_answers + one;
  }
  if (fee.mrp_milli === undefined) return '';
  if (fee.mrp_milli === 0) return words.free;
  const multiple = words.fee_mrp(fee.mrp_milli);
  if (index_tenge === undefined) return multiple;
  return `${money_text(Math.round((fee.mrp_milli * index_tenge) / 10), lang)} – ${multiple}`;
}
