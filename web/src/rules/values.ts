/** The values that rules in a form are made of: FEEL's, as far as a form has them. */
import { Decimal } from './decimal';

/** A day without a zone. */
export class Day {
  constructor(
    readonly year: number,
    readonly month: number,
    readonly day: number,
  ) {}

  static of(year: number, month: number, day: number): Day | null {
    const there = month >= 1 && month <= 12 && day >= 1 && day <= days_in(year, month);
    return there ? new Day(year, month, day) : null;
  }
  static parse(text: string): Day | null {
    const found = /^(\d{4})-(\d{2})-(\d{2})$/.exec(text);
    return found ? Day.of(Number(found[1]), Number(found[2]), Number(found[3])) : null;
  }
  /** Days from 1970-01-01, and back; the years begin in March, so that a leap day is the last. */
  number(): number {
    const year = this.month <= 2 ? this.year - 1 : this.year;
    const era = Math.floor(year / 400);
    const of_era = year - era * 400;
    const of_year = Math.floor((153 * (this.month + (this.month > 2 ? -3 : 9)) + 2) / 5) + this.day - 1;
    return era * 146097 + of_era * 365 + Math.floor(of_era / 4) - Math.floor(of_era / 100) + of_year - 719468;
  }
  static from_number(days: number): Day {
    const from = days + 719468;
    const era = Math.floor(from / 146097);
    const of_era = from - era * 146097;
    const year_of_era = Math.floor(
      (of_era - Math.floor(of_era / 1460) + Math.floor(of_era / 36524) - Math.floor(of_era / 146096)) / 365,
    );
    const of_year = of_era - (365 * year_of_era + Math.floor(year_of_era / 4) - Math.floor(year_of_era / 100));
    const shifted = Math.floor((5 * of_year + 2) / 153);
    const month = shifted < 10 ? shifted + 3 : shifted - 9;
    const day = of_year - Math.floor((153 * shifted + 2) / 5) + 1;
    return new Day(year_of_era + era * 400 + (month <= 2 ? 1 : 0), month, day);
  }
  /** `months` later; a day that the month does not have becomes its last. */
  plus_months(months: number): Day {
    const all = this.year * 12 + this.month - 1 + months;
    const year = Math.floor(all / 12);
    const month = all - year * 12 + 1;
    return new Day(year, month, Math.min(this.day, days_in(year, month)));
  }
  /** 1 is Monday. */
  weekday(): number {
    return ((((this.number() + 3) % 7) + 7) % 7) + 1;
  }
}

function days_in(year: number, month: number): number {
  if (month === 2) return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0) ? 29 : 28;
  return [4, 6, 9, 11].includes(month) ? 30 : 31;
}

/** Days, hours, minutes, seconds: in nanoseconds. */
export class Time_span {
  constructor(readonly ns: bigint) {}
}
/** Years and months: in months. */
export class Months {
  constructor(readonly months: number) {}
}
const second = 1_000_000_000n;

export function parse_duration(text: string): Time_span | Months | null {
  const months = /^(-?)P(?:(\d+)Y)?(?:(\d+)M)?$/.exec(text);
  if (months && (months[2] !== undefined || months[3] !== undefined)) {
    const size = Number(months[2] ?? 0) * 12 + Number(months[3] ?? 0);
    return new Months(months[1] ? -size : size);
  }
  const span = /^(-?)P(?:(\d+)D)?(T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)(?:\.(\d{1,9}))?S)?)?$/.exec(text);
  if (!span || text.endsWith('P') || span[3] === 'T') return null;
  const whole = (at: number) => BigInt(span[at] ?? 0);
  const seconds = ((whole(2) * 24n + whole(4)) * 60n + whole(5)) * 60n + whole(6);
  const ns = seconds * second + BigInt((span[7] ?? '').padEnd(9, '0'));
  return new Time_span(span[1] ? -ns : ns);
}

export class Context {
  constructor(readonly entries: ReadonlyMap<string, Value>) {}
}
export type Value = null | boolean | string | Decimal | Day | Time_span | Months | Context | Value[];

/** What is behind `value.name`; undefined: it has no such member. */
export function property(value: Value, name: string): Value | undefined {
  if (value instanceof Context) return value.entries.get(name);
  const number = (of: number | bigint) => new Decimal(BigInt(of));
  if (value instanceof Day) {
    if (name === 'year') return number(value.year);
    if (name === 'month') return number(value.month);
    if (name === 'day') return number(value.day);
    return name === 'weekday' ? number(value.weekday()) : undefined;
  }
  if (value instanceof Time_span) {
    const seconds = value.ns / second;
    if (name === 'days') return number(seconds / 86400n);
    if (name === 'hours') return number((seconds / 3600n) % 24n);
    if (name === 'minutes') return number((seconds / 60n) % 60n);
    return name === 'seconds' ? number(seconds % 60n) : undefined;
  }
  if (value instanceof Months) {
    if (name === 'years') return number(Math.trunc(value.months / 12));
    return name === 'months' ? number(value.months % 12) : undefined;
  }
  return undefined;
}

/** In the order of code points, as the server's bytes of UTF-8 are. */
function order_of_texts(a: string, b: string): number {
  const [first, last] = [[...a], [...b]];
  for (let i = 0; i < Math.min(first.length, last.length); ++i) {
    const apart = first[i]!.codePointAt(0)! - last[i]!.codePointAt(0)!;
    if (apart !== 0) return apart;
  }
  return first.length - last.length;
}

/** FEEL's order; null if the two have none. */
export function order(a: Value, b: Value): number | null {
  if (a instanceof Decimal && b instanceof Decimal) return a.compare(b);
  if (typeof a === 'string' && typeof b === 'string') return order_of_texts(a, b);
  if (a instanceof Day && b instanceof Day) return a.number() - b.number();
  if (a instanceof Time_span && b instanceof Time_span) return a.ns < b.ns ? -1 : a.ns > b.ns ? 1 : 0;
  if (a instanceof Months && b instanceof Months) return a.months - b.months;
  return null;
}

/** FEEL's `=`; null if the two cannot be compared. */
export function equal(a: Value, b: Value): boolean | null {
  if (a === null || b === null) return a === b;
  if (typeof a === 'boolean' && typeof b === 'boolean') return a === b;
  if (Array.isArray(a) && Array.isArray(b)) {
    return a.length === b.length && a.every((item, i) => equal(item, b[i] ?? null) === true);
  }
  if (a instanceof Context && b instanceof Context) {
    const same = [...a.entries].every(
      ([name, value]) => b.entries.has(name) && equal(value, b.entries.get(name) ?? null) === true,
    );
    return a.entries.size === b.entries.size && same;
  }
  const found = order(a, b);
  return found === null ? null : found === 0;
}
