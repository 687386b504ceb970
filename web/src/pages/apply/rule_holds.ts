/** Whether a rule of a form holds for what was answered so far, as the server will see it (src/catalogue/given.cpp). */
import type { Question, Rule } from '../../api/types';
import { Decimal } from '../../rules/decimal';
import { evaluate, type Compiled } from '../../rules/evaluate';
import { Context, Day, type Value } from '../../rules/values';
import {
  address_of,
  fault_of,
  file_of,
  Given,
  is_blank,
  items_of,
  list_of,
  normal,
  shown_of,
  text_of,
  type Answer,
} from './answers';
import { hundredths } from './numbers';

export function rule_holds(rule: Rule, given: Given, today: Day): boolean {
  return rule_value(rule, given, today) === true;
}

export function rule_value(rule: Rule, given: Given, today: Day): Value {
  const names = (name: string): Value => {
    if (name === 'today') return today;
    const question = given.asked.find(({ id }) => id === name);
    if (question) return value_of(question, given.answers[name]);
    return item_of(given);
  };
  return evaluate(rule as Compiled, names, { age: (born) => age(born, today) });
}

/** What is no question is the item of a list that is being filled in; or a question that is not asked. */
function item_of(given: Given): Value {
  return new Context(new Map(given.asked.map((field) => [field.id, value_of(field, given.answers[field.id])])));
}

function value_of(question: Question, answer: Answer | undefined): Value {
  if (question.kind === 'repeat') return items_of(answer).map((item) => whole_item(question.fields ?? [], item));
  if (is_blank(answer) || fault_of(question, answer) !== null) return null;
  if (question.kind === 'choices') return [...list_of(answer)].sort();
  if (question.kind === 'address') {
    const { region, text } = address_of(answer);
    return context({ region, text: text.trim() });
  }
  const file = file_of(answer);
  if (file) return context({ ...file, size: new Decimal(BigInt(file.size)) });
  const text = normal(question, text_of(answer));
  switch (question.kind) {
    case 'yes_no':
    case 'statement':
      return text === 'true';
    case 'number':
      return Decimal.parse(text);
    case 'money': {
      const tiyn = hundredths(text);
      return tiyn === null ? null : new Decimal(BigInt(tiyn), -2);
    }
    case 'date':
      return Day.parse(text);
    default:
      return text;
  }
}

function whole_item(fields: readonly Question[], item: Record<string, Answer>): Value {
  const shown = new Set(shown_of(fields, item).map(({ id }) => id));
  const entry = (field: Question) => (shown.has(field.id) ? value_of(field, item[field.id]) : null);
  return new Context(new Map(fields.map((field) => [field.id, entry(field)])));
}

const context = (entries: Record<string, Value>) => new Context(new Map(Object.entries(entries)));

/** Whole years from a date of birth, or from the one in an IIN. */
export function age(born: Value, today: Day): Value {
  const from = typeof born === 'string' ? birth_date(born) : born;
  if (!(from instanceof Day)) return null;
  const before = today.month < from.month || (today.month === from.month && today.day < from.day);
  const years = today.year - from.year - (before ? 1 : 0);
  return years < 0 ? null : new Decimal(BigInt(years));
}

function birth_date(iin: string): Day | null {
  if (!/^\d{6}[1-6]\d{5}$/.test(iin)) return null;
  const century = 18 + Math.floor((Number(iin[6]) - 1) / 2);
  return Day.of(century * 100 + Number(iin.slice(0, 2)), Number(iin.slice(2, 4)), Number(iin.slice(4, 6)));
}

/** The day it is `utc_offset_minutes` east of Greenwich. */
export function country_day(now_ms: number, utc_offset_minutes: number): Day {
  return Day.from_number(Math.floor((now_ms + utc_offset_minutes * 60_000) / 86_400_000));
}
