import assert from 'node:assert/strict';
import { test } from 'node:test';
import { paths, route_of } from './route';

test('every path that we write is read as the page that it was written for', () => {
  assert.deepEqual(route_of(paths.home), { page: 'home' });
  assert.deepEqual(route_of(paths.verify), { page: 'verify' });
  assert.deepEqual(route_of(paths.service('kz.x')), { page: 'service', service: 'kz.x' });
  assert.deepEqual(route_of(paths.apply('kz.x')), { page: 'apply', service: 'kz.x', step: null });
  assert.deepEqual(route_of(paths.apply('kz.x', 'check')), { page: 'apply', service: 'kz.x', step: 'check' });
  // Check symbols of numbers have to be escaped in a path.
  for (const last of ['*', '~', '$', '=', 'U', '0']) {
    const number = `01Y4-CVAK-G00C-8${last}`;
    assert.deepEqual(route_of(paths.application(number)), { page: 'application', number });
  }
});

test('any other path is no page', () => {
  for (const path of [
    '/x',
    '/verify/x',
    '/services',
    '/services/a/b',
    '/apply',
    '/apply/a/b/c',
    '/applications',
    '/applications/a/b',
    '/applications/%',
  ]) {
    assert.deepEqual(route_of(path), { page: 'not_found' }, path);
  }
});
