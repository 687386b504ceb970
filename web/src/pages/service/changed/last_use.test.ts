import assert from 'node:assert/strict';
import { test } from 'node:test';
import { last_use } from './last_use';

const use = (service_version: number, day: string, service = 'kz.x') => ({
  service,
  service_version,
  submitted_at: `2026-03-${day}T10:00:00.000Z`,
});

test('the last use of an earlier version is told, and of no other service', () => {
  assert.equal(last_use([], 'kz.x', 2), null);
  assert.deepEqual(last_use([use(1, '01'), use(2, '05')], 'kz.x', 3), use(2, '05'));
  assert.equal(last_use([use(1, '01', 'kz.y')], 'kz.x', 2), null);
});

test('whoever used it since the change knows it', () => {
  assert.equal(last_use([use(1, '01'), use(3, '05')], 'kz.x', 3), null);
  assert.equal(last_use([use(3, '05'), use(1, '01')], 'kz.x', 3), null, 'whatever their order');
  assert.equal(last_use([use(4, '05')], 'kz.x', 3), null);
});
