import assert from 'node:assert/strict';
import { test } from 'node:test';
import { begun, body_of, id_of, is_about, with_losers, type Act } from './acts';
import type { Page } from './types';
import { bars_of, chart, percent_text } from './share';

test('a share is not rounded up to all', () => {
  assert.equal(percent_text({ on: '2026-03-31', known: 1296, digitised: 1295 }, 'ru'), '99,9 %');
  assert.equal(percent_text({ on: '2026-03-31', known: 49, digitised: 49 }, 'en'), '100 %');
  assert.equal(percent_text({ on: '2026-03-31', known: 0, digitised: 0 }, 'kk'), '–');
});

test('bars stand on the line and none is higher than what is known', () => {
  const bars = bars_of([
    { on: '2026-01-31', known: 10, digitised: 5 },
    { on: '2026-02-28', known: 20, digitised: 20 },
  ]);
  for (const bar of bars) {
    assert.ok(Math.abs(bar.known_y + bar.known_height - chart.height) < 1e-9);
    assert.ok(bar.digitised_height <= bar.known_height);
  }
  assert.deepEqual(bars_of([]), []);
});

test('what is typed becomes the body that the server reads', () => {
  const fields = [
    { path: 'title.kk', kind: 'text' as const },
    { path: 'deadline.count', kind: 'number' as const },
    { path: 'volume.a_year', kind: 'number' as const },
  ];
  const typed = { 'title.kk': ' а ', 'deadline.count': '5', 'volume.a_year': '' };
  assert.deepEqual(body_of(fields, typed, { to: 'described' }), {
    to: 'described',
    title: { kk: 'а' },
    deadline: { count: 5 },
    volume: {},
  });
  assert.deepEqual(body_of(fields.slice(1, 2), { 'deadline.count': 'five' }, {}), { deadline: { count: 'five' } });
});

test('a number of losers that is left empty is not known', () => {
  const losers = [
    { group: 'no device', number: '', source: '' },
    { group: '', number: '', source: '' },
    { group: 'abroad', number: '7', source: 's' },
  ];
  assert.deepEqual(with_losers({}, losers).losers, [
    { group: 'no device', number: null, source: '' },
    { group: 'abroad', number: 7, source: 's' },
  ]);
  assert.equal(id_of('losers[0].group'), 'f-losers-0-group');
});

const lines = ['kk', 'ru', 'en'].map((lang) => ({ path: `exceptions.${lang}`, kind: 'lines' as const }));

test('lines in three languages become a list of texts, and back', () => {
  const typed = { 'exceptions.kk': 'а\n\n б ', 'exceptions.ru': 'в\nг', 'exceptions.en': 'c' };
  const body = body_of(lines, typed, {});
  assert.deepEqual(body, { exceptions: [{ kk: 'а', ru: 'в', en: 'c' }, { kk: 'б', ru: 'г' }] });
  assert.deepEqual(body_of(lines, {}, {}), { exceptions: [] });
  const act = { name: 'correct', stage: 'online_only', fields: lines } as unknown as Act;
  const page = { forms: { online_only: body }, ways: [] } as unknown as Page;
  assert.deepEqual(begun(act, page), { 'exceptions.kk': 'а\nб', 'exceptions.ru': 'в\nг', 'exceptions.en': 'c\n' });
});

test('what the server says of a list stands beside the language that lacks it', () => {
  const at = (server_path: string) => lines.filter((field) => is_about(server_path, field)).map(({ path }) => path);
  assert.deepEqual(at('exceptions[1].en'), ['exceptions.en']);
  assert.deepEqual(at('exceptions'), ['exceptions.kk']);
  assert.deepEqual(at('fallback.en'), []);
});
