// The browser's evaluator against the server's: cases come from the C++ test RulesCases (src/catalogue), which prints
// its seed. Without QYZMET_RULES_CASES there are none, and the test says that it was skipped.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import type { Question, Rule } from '../../api/types';
import { Decimal } from '../../rules/decimal';
import { Day, parse_duration, Months, Time_span } from '../../rules/values';
import { Given, shown_of, prepare_rules, type Answers } from './answers';
import { age, country_day, rule_value } from './rule_holds';

type Case = { feel: string; rule: Rule; answers: Answers; value: string };
type Cases = { seed: string; today: string; questions: Question[]; cases: Case[] };

const file = process.env['QYZMET_RULES_CASES'];

test('rules: the browser says what the server says', { skip: file ? false : 'no QYZMET_RULES_CASES' }, () => {
  const { seed, today, questions, cases } = JSON.parse(readFileSync(file!, 'utf8')) as Cases;
  const day = Day.parse(today)!;
  assert.ok(cases.length >= 1000);
  for (const one of cases) {
    const given = new Given(one.answers);
    for (const question of questions) given.add(question);
    const value = rule_value(one.rule, given, day);
    const said = typeof value === 'boolean' ? String(value) : 'null';
    assert.equal(said, one.value, `${one.feel} over ${JSON.stringify(one.answers)} (seed ${seed})`);
  }
});

test('rules: decimal numbers are exact', () => {
  const number = (text: string) => Decimal.parse(text)!;
  assert.equal(number('0.1').add(number('0.2')).compare(number('0.3')), 0);
  assert.equal(number('1').divide(number('3'))!.multiply(number('3')).compare(number('1')), -1);
  assert.equal(number('1').divide(number('3'))!.n, 3333333333333333333333333333333333n);
  assert.equal(number('2').divide(number('3'))!.n % 10n, 7n);
  assert.equal(number('1').divide(number('0')), null);
  assert.equal(number('99999999999999999999999999999999995').n, 10000000000000000000000000000000000n / 10n);
  assert.equal(Decimal.parse('1.2.3'), null);
  assert.equal(number('-2.50').cut(), -2n);
  assert.equal(number('2.00').whole(), 2n);
});

test('rules: days and durations', () => {
  assert.equal(Day.parse('2026-02-30'), null);
  for (let number = -800_000; number < 800_000; number += 997) {
    assert.equal(Day.from_number(number).number(), number);
  }
  assert.deepEqual(Day.parse('2026-01-31')!.plus_months(1), Day.parse('2026-02-28'));
  assert.equal(Day.parse('2026-03-05')!.weekday(), 4);
  assert.deepEqual(parse_duration('P1Y2M'), new Months(14));
  assert.deepEqual(parse_duration('-PT1.5S'), new Time_span(-1_500_000_000n));
  for (const wrong of ['P', 'PT', 'P1', '1D', 'P1DT', 'P1Y1D']) assert.equal(parse_duration(wrong), null, wrong);
});

test('rules: age', () => {
  const today = Day.parse('2026-03-01')!;
  assert.deepEqual(age('040229600014', today), new Decimal(22n));
  assert.deepEqual(age('040229600014', Day.parse('2026-02-28')!), new Decimal(21n));
  assert.equal(age(null, today), null);
  assert.equal(age('x', today), null);
  assert.equal(age(Day.parse('2030-01-01')!, today), null);
  assert.deepEqual(country_day(Date.parse('2026-03-04T19:30:00Z'), 300), Day.parse('2026-03-05'));
});

test('rules: a question is shown by its rule, in a group too', async () => {
  const title = { kk: '', ru: '', en: '' };
  const rule = (root: unknown) => ({ rule: { feel: 1, frame: 0, root }, uses: [] });
  const more_than_3 = rule(['>', ['name', 'rooms'], ['number', '3']]);
  const questions: Question[] = [
    { id: 'rooms', kind: 'number', title, required: true, min: 0, max: 9 },
    { id: 'why', kind: 'text', title, required: true, max_length: 9, when: more_than_3 },
  ];
  const page = { id: 'p', title, questions };
  await prepare_rules({ pages: [page] }, 300);
  assert.deepEqual(shown_of(questions, { rooms: '4' }).map(({ id }) => id), ['rooms', 'why']);
  assert.deepEqual(shown_of(questions, { rooms: '3' }).map(({ id }) => id), ['rooms']);
  assert.deepEqual(shown_of(questions, { rooms: '40' }).map(({ id }) => id), ['rooms'], 'no answer is no answer');
  const fields: Question[] = [
    { id: 'iin', kind: 'iin', title, required: true },
    {
      id: 'studies', kind: 'yes_no', title, required: true,
      when: rule(['>=', ['call', ['name', 'age'], [['path', ['name', 'child'], 'iin']], []], ['number', '18']]),
    },
  ];
  assert.equal(shown_of(fields, { iin: '900315400007' }).length, 2);
  assert.equal(shown_of(fields, {}).length, 1);
});
