import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import type { Register, Way } from '../api/way_types';
import type { Lang } from '../base/format';
import {
  article_text,
  clock_lines,
  condition_lines,
  said_in,
  silent_for,
  step_lines,
  turn_text,
  until_text,
} from './way';
import { way_words } from './way_words';

const text = (en: string) => ({ kk: `${en}-kk`, ru: `${en}-ru`, en });
const way: Way = {
  step: { id: 'check', by: 'system', title: text('Check') },
  ball: { party: 'agency', agency: 'kz.mvd', agency_title: text('Ministry'), since: '', until: null },
  awaits: 'evidence',
  outcome: null,
  overdue: false,
  part_of: null,
};
const register = (id: string, state: Register['state'], agency = 'kz.mvd'): Register => ({
  id,
  agency,
  title: text(id),
  state,
  since: null,
});

test('who has to act is named, in the language that is read, and nobody once it has ended', () => {
  assert.match(turn_text(way, 'in_progress', 'en', way_words.en), /^Ministry:/);
  assert.match(turn_text(way, 'in_progress', 'ru', way_words.ru), /^Ministry-ru:/);
  assert.equal(turn_text(way, 'decided', 'en', way_words.en), way_words.en.turn.delivery);
  assert.equal(turn_text({ ...way, ball: null, awaits: null }, 'delivered', 'en', way_words.en), '');
  const nameless = { ...way, ball: { ...way.ball!, agency_title: null } };
  assert.match(turn_text(nameless, 'in_progress', 'en', way_words.en), /^kz\.mvd:/);
});

test('a step that was not entered may follow, until the application has ended', () => {
  const steps = [
    { ...way.step!, entered_at: '2026-03-05T09:00:00.000Z' },
    { id: 'review', by: 'officer', title: text('Review'), entered_at: null },
  ];
  const standings = (ended: boolean) => step_lines(steps, 'check', 'en', ended).map((one) => one.standing);
  assert.deepEqual(standings(false), ['now', 'ahead']);
  assert.deepEqual(standings(true), ['done', 'left_out']);
});

test('where a rule stands is said in the language that is read; anything else stays, as on documents', () => {
  type Cases = { said: Record<Lang | 'article', string>[]; as_they_are: string[] };
  const cases = JSON.parse(readFileSync('../tests/articles.json', 'utf8')) as Cases;
  assert.ok(cases.said.length > 0);
  for (const lang of ['kk', 'ru', 'en'] as const) {
    for (const one of cases.said) assert.equal(article_text(one.article, lang), one[lang]);
    for (const own of cases.as_they_are) assert.equal(article_text(own, lang), own);
  }
});

test('days are told for each who had them', () => {
  const clock = {
    charges: [
      { party: 'applicant' as const, agency: null, agency_title: null, working_days: 2 },
      { party: 'agency' as const, agency: 'kz.mvd', agency_title: text('Ministry'), working_days: 1 },
    ],
    not_known_days: 0,
  };
  assert.deepEqual(
    clock_lines(clock, 'You', 'en', way_words.en).map(({ who, days }) => `${who}: ${days}`),
    ['You: 2 working days', 'Ministry: 1 working day'],
  );
  assert.equal(clock_lines(clock, 'Вы', 'ru', way_words.ru)[0]!.days, '2 рабочих дня');
});

test('a row of a rule is told in words where it can be', () => {
  const conditions = [
    { kind: 'number', test: '>= 4', title: text('Children') },
    { kind: 'yes_no', test: 'false', title: text('Known') },
    { kind: 'choice', test: '"other"', title: text('Ground') },
  ];
  assert.deepEqual(condition_lines(conditions, 'en', way_words.en), ['Children: ≥ 4', 'Known: no']);
});

test('only a silent register that is waited for is told of', () => {
  const all = [register('a', 'frozen'), register('b', 'frozen'), register('c', 'healthy')];
  const asked = [
    { register: 'a', state: 'asked' },
    { register: 'b', state: 'arrived' },
    { register: 'c', state: 'asked' },
  ];
  assert.deepEqual(silent_for(all, way, asked).map(({ id }) => id), ['a']);
  assert.deepEqual(silent_for(all, { ...way, awaits: 'officer' }, asked), []);
  const told = { ...way, awaits: 'register' };
  const both = [...all, register('d', 'frozen', 'kz.adilet')];
  assert.deepEqual(silent_for(both, told, []).map(({ id }) => id), ['a', 'b']);
});

test('what ends with a day is told by that day', () => {
  assert.equal(until_text('2026-03-05T19:00:00.000Z', 300, 'en'), '5\u00a0March 2026');
  assert.match(until_text('2026-03-05T19:01:00.000Z', 300, 'en'), /^6\u00a0March 2026, 00:01$/);
});

test('what was said, in whatever form', () => {
  assert.equal(said_in('ru', null), '');
  assert.equal(said_in('ru', 'as written'), 'as written');
  assert.equal(said_in('ru', text('x')), 'x-ru');
});
