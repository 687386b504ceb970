/** Facts of a service in words; '' for what is not known. */
import type { Fact, Span } from '../api/types';
import type { Words } from '../words/words';

type Service_words = Words['service'];

export function deadline_text(deadline: Span, words: Service_words): string {
  const { minutes, hours, calendar_days, working_days } = deadline;
  if (minutes !== undefined) return words.minutes(minutes);
  if (hours !== undefined) return words.hours(hours);
  if (calendar_days !== undefined) return words.calendar_days(calendar_days);
  return working_days !== undefined ? words.working_days(working_days) : '';
}

export function fee_text(fee: Fact & { mrp_milli?: number; decision?: string }, words: Service_words): string {
  if (fee.decision !== undefined) return words.fee_by_answers;
  if (fee.mrp_milli === undefined) return '';
  return fee.mrp_milli === 0 ? words.free : words.fee_mrp(fee.mrp_milli);
}
