/** How near a deadline is, as a word, a shape and a colour: pure. */
import type { Due } from '../../api/types';
import { date_text, type Lang } from '../../base/format';

export type Deadline = { text: string; kind: 'late' | 'today' | 'soon' | 'later' };
type Words = {
  late: (days: number) => string;
  today: (time: string) => string;
  tomorrow: string;
  in_days: (days: number) => string;
  no_deadline: string;
};
const day_ms = 86_400_000;
/** Fewer days than this are counted, more are told by the date. */
const counted_days = 4;

/**
 * `until`: the moment until which something should come, or null. What ends with a day is counted to that day.
 * Days are the country's.
 */
export function deadline_of(
  until: string | null,
  overdue: boolean,
  now_ms: number,
  utc_offset_minutes: number,
  lang: Lang,
  words: Words,
): Deadline {
  if (until === null) return { text: overdue ? words.late(0) : words.no_deadline, kind: overdue ? 'late' : 'later' };
  const offset_ms = utc_offset_minutes * 60_000;
  const last = new Date(Date.parse(until) + offset_ms - 1);
  const days = Math.floor(last.getTime() / day_ms) - Math.floor((now_ms + offset_ms) / day_ms);
  if (overdue || Date.parse(until) < now_ms) return { text: words.late(Math.max(0, -days)), kind: 'late' };
  if (days === 0) return { text: words.today(time_of(last)), kind: 'today' };
  if (days < counted_days) return { text: days === 1 ? words.tomorrow : words.in_days(days), kind: 'soon' };
  return { text: date_text(last.toISOString().slice(0, 10), lang), kind: 'later' };
}

/** The moment until which the law gives time; null: not known. A day is over when it is over in the country. */
export function law_moment(due: Due, utc_offset_minutes: number): string | null {
  if (due.due_at) return due.due_at;
  if (!due.due_on) return null;
  return new Date(Date.parse(`${due.due_on}T00:00:00Z`) + day_ms - utc_offset_minutes * 60_000).toISOString();
}

/** '' at the end of a day. `last`: the last millisecond. */
function time_of(last: Date): string {
  const next = new Date(last.getTime() + 1);
  const time = next.toISOString().slice(11, 16);
  return time === '00:00' ? '' : time;
}
