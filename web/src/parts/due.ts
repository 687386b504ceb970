/** When an application is due, in words. */
import type { Due } from '../api/types';
import { date_text, moment_text, type Lang } from '../base/format';

/** '' if neither a moment nor a day is known. */
export function due_day(due: Due, utc_offset_minutes: number, lang: Lang): string {
  if (due.due_at) return moment_text(due.due_at, utc_offset_minutes, lang);
  return due.due_on ? date_text(due.due_on, lang) : '';
}
