import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Finder } from '../../api/types';
import { place_of } from './finder';

const text = (kk: string) => ({ kk, ru: kk, en: kk });
const finder: Finder = {
  start: 'a',
  questions: {
    a: { title: text('a?'), options: [{ title: text('1'), next: 'b' }, { title: text('2'), services: ['kz.x'] }] },
    b: { title: text('b?'), options: [{ title: text('3'), services: ['kz.y', 'kz.z'] }] },
  },
};

test('answers lead to questions, to services, or nowhere', () => {
  assert.deepEqual(place_of(finder, []), { at: 'question', title: text('a?'), options: [text('1'), text('2')] });
  assert.deepEqual(place_of(finder, ['0']), { at: 'question', title: text('b?'), options: [text('3')] });
  assert.deepEqual(place_of(finder, ['0', '0']), { at: 'services', services: ['kz.y', 'kz.z'] });
  assert.deepEqual(place_of(finder, ['1']), { at: 'services', services: ['kz.x'] });
  for (const steps of [['2'], ['x'], ['-1'], ['1', '0'], ['0', '0', '0']])
    assert.deepEqual(place_of(finder, steps), { at: 'nowhere' }, steps.join('/'));
});
