import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ticket_shape } from './ticket';

test('the head of an application looks like its state: a refusal is no success', () => {
  const shape = (state: string, outcome: 'granted' | 'refused' | null = null, accepted = false) =>
    ticket_shape({ state, outcome }, accepted);
  assert.equal(shape('submitted', null, true), 'good', 'accepted just now');
  assert.equal(shape('submitted'), 'pending');
  assert.equal(shape('in_progress'), 'pending');
  assert.equal(shape('waiting_for_applicant'), 'wait');
  assert.equal(shape('decided', 'granted'), 'good');
  assert.equal(shape('delivered', 'granted'), 'good');
  assert.equal(shape('decided', 'refused'), 'late');
  assert.equal(shape('delivered', 'refused', true), 'late');
  assert.equal(shape('withdrawn', null, true), 'none');
});
