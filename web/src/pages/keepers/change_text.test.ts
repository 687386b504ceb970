import assert from 'node:assert/strict';
import { test } from 'node:test';
import { place_text, shown, type Shown } from './change_text';
import { change_words } from './change_words';

const words = change_words.en;
const of = (value: unknown) => shown(value, 'en', words);
/** All that is read, in one line. */
const read = (value: Shown): string =>
  typeof value === 'string' ? value : value.map((one) => `${one.name}: ${read(one.value)}`).join('; ');

test('a place is told by words, a name of the definition as it is', () => {
  assert.equal(place_text('pages.purpose.title.kk', words), 'Pages › purpose › Title › Kazakh');
  const test_of_row = place_text('decisions.registered.rules.2.tests.1', words);
  assert.equal(test_of_row, 'Decisions › registered › Rows › 2 › Tests › 1');
});

test('single values are read as people read them', () => {
  assert.equal(of(null), words.nothing);
  assert.equal(of(true), 'yes');
  assert.equal(of(12345), '12,345');
  assert.equal(of('children > 3'), 'children > 3', 'a condition as it is written');
  assert.equal(of(['a', 2, true]), 'a, 2, yes');
  assert.equal(of([]), words.nothing);
});

test('a text is told by language, a question by its members, a list by its names', () => {
  const text = { en: 'Aim', kk: 'Мақсат', ru: 'Цель' };
  assert.equal(read(of(text)), 'Kazakh: Мақсат; Russian: Цель; English: Aim');
  const question = {
    id: 'purpose',
    kind: 'choice',
    hint: null,
    title: text,
    options: [{ value: 'bank', title: { kk: 'Банк', ru: 'Банк', en: 'Bank' } }],
  };
  const said = read(of([question]));
  assert.match(said, /^purpose: Kind: choice; Title: Kazakh: Мақсат/);
  assert.match(said, /Choices: bank: Title: Kazakh: Банк/);
});

test('no braces, brackets or quotation marks of JSON are ever shown', () => {
  const awkward = { a: [[1, 2], { b: {} }], c: [], d: { e: [{ kk: 'x' }] }, f: 0.5, g: 1e21 };
  assert.doesNotMatch(read(of(awkward)), /[{}[\]"]|null|undefined/);
});
