// Goal: a keeper reads where each step leads without knowing the file's own words.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { preview_words } from './preview_words';
import type { Process, Step } from './types';
import { ways_of } from './ways';

const text = (en: string) => ({ kk: en, ru: en, en });
const step = (id: string, more: Partial<Step>): Step => ({ id, title: text(`Step ${id}`), by: 'officer', ...more });
const steps = [
  step('look', {
    by: 'system',
    decide: 'deep',
    then: [
      { value: 'true', to: 'granted' },
      { value: 'false', to: 'review' },
    ],
  }),
  step('review', {
    actions: [
      { id: 'pay', title: text('Pay'), to: 'pay', needs_reason: false },
      { id: 'refuse', title: text('Refuse'), to: 'refused', needs_reason: true },
      { id: 'ask', title: text('Ask'), to: 'waiting_for_applicant', needs_reason: true },
    ],
  }),
  step('pay', {
    by: 'register',
    then: [
      { value: 'done', to: 'part' },
      { value: 'rejected', to: 'review' },
    ],
  }),
  step('part', {
    by: 'service',
    then: [
      { value: 'granted', to: 'sort' },
      { value: 'refused', to: 'refused' },
    ],
  }),
  step('sort', {
    by: 'system',
    decide: 'kinds',
    then: [
      { value: 'big', to: 'granted' },
      { value: 'odd', to: 'gone' },
    ],
  }),
];
const decision = (id: string, output: Process['decisions'][0]['outputs'][0]) => ({
  id,
  title: text(id),
  hit: 'unique',
  inputs: [],
  outputs: [output],
  rules: [],
});
const process: Process = {
  steps,
  decisions: [
    decision('deep', { name: 'deep', kind: 'yes_no', title: text('Deep') }),
    decision('kinds', { name: 'kind', kind: 'choice', texts: { big: text('It is big.') } }),
  ],
  evidence: [],
  answer_within: { calendar_days: 10 },
  suspends: true,
};
const told = (at: number) =>
  ways_of(steps[at]!, process, preview_words.en, (one) => one.en).map(
    ({ name, to, with_reason }) => `${name} → ${to}${with_reason ? ' (reason)' : ''}`,
  );

test('a decision, an action, a register and a part each lead somewhere', () => {
  assert.deepEqual(told(0), ['Deep: yes → Granted', 'Deep: no → 2. Step review']);
  assert.deepEqual(told(1), [
    'Pay → 3. Step pay',
    'Refuse → Refused (reason)',
    'Ask → a question to the applicant, then back to this step (reason)',
  ]);
  assert.deepEqual(told(2), ['confirmed → 4. Step part', 'rejected → 2. Step review']);
  assert.deepEqual(told(3), ['granted → 5. Step sort', 'refused → Refused']);
});

test('a value goes by its words, what is not known by its id', () => {
  assert.deepEqual(told(4), ['It is big. → Granted', 'odd → gone']);
});
