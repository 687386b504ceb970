import assert from 'node:assert/strict';
import { test } from 'node:test';
import { paths, route_of, way_back } from './route';
import { staff_paths } from '../parts/staff_paths';

test('every path that we write is read as the page that it was written for', () => {
  assert.deepEqual(route_of(paths.home), { page: 'home' });
  assert.deepEqual(route_of(paths.verify), { page: 'verify' });
  assert.deepEqual(route_of(paths.verify_document()), { page: 'verify_document', number: null });
  assert.deepEqual(route_of(paths.verify_document('00AB-CDEF-GHJK-M*')), {
    page: 'verify_document',
    number: '00AB-CDEF-GHJK-M*',
  });
  assert.deepEqual(route_of(paths.find()), { page: 'find', steps: [] });
  assert.deepEqual(route_of(paths.find(['0', '2'])), { page: 'find', steps: ['0', '2'] });
  assert.deepEqual(route_of(paths.life_event('birth')), { page: 'life_event', life_event: 'birth' });
  assert.deepEqual(route_of(paths.not_listed), { page: 'not_listed' });
  assert.deepEqual(route_of(paths.continue_draft), { page: 'continue_draft' });
  assert.deepEqual(route_of(paths.applications), { page: 'applications' });
  assert.deepEqual(route_of(paths.looks), { page: 'looks' });
  assert.deepEqual(route_of(paths.to_sign), { page: 'to_sign' });
  assert.deepEqual(route_of(paths.correct('0-1', 'x')), { page: 'correct', number: '0-1', step: 'x' });
  assert.deepEqual(route_of(paths.mandates), { page: 'mandates' });
  assert.deepEqual(route_of(paths.sign_in()), { page: 'sign_in' });
  assert.deepEqual(route_of(staff_paths.staff), { page: 'staff' });
  assert.deepEqual(route_of(staff_paths.desk()), { page: 'desk' });
  assert.deepEqual(route_of(staff_paths.overdue), { page: 'overdue' });
  assert.deepEqual(route_of(staff_paths.stuck), { page: 'stuck' });
  assert.deepEqual(route_of(staff_paths.reports), { page: 'reports' });
  assert.deepEqual(route_of(paths.registry_share), { page: 'registry_share' });
  assert.deepEqual(route_of(staff_paths.registry), { page: 'registry' });
  assert.deepEqual(route_of(staff_paths.registry_new()), { page: 'registry_new' });
  assert.deepEqual(route_of(staff_paths.registry_reports), { page: 'registry_reports' });
  assert.deepEqual(route_of(staff_paths.registry_entry('17')), { page: 'registry_entry', id: '17' });
  assert.deepEqual(route_of(paths.service('kz.x')), { page: 'service', service: 'kz.x' });
  assert.deepEqual(route_of(paths.apply('kz.x')), { page: 'apply', service: 'kz.x', step: null });
  assert.deepEqual(route_of(paths.apply('kz.x', 'check')), { page: 'apply', service: 'kz.x', step: 'check' });
  // Check symbols of numbers have to be escaped in a path.
  for (const last of ['*', '~', '$', '=', 'U', '0']) {
    const number = `01Y4-CVAK-G00C-8${last}`;
    assert.deepEqual(route_of(paths.application(number)), { page: 'application', number });
    assert.deepEqual(route_of(staff_paths.desk(number)), { page: 'desk_file', number });
    assert.deepEqual(route_of(paths.correct(number)), { page: 'correct', number, step: null });
    assert.deepEqual(route_of(staff_paths.staff_application(number)), { page: 'staff_application', number });
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
    '/life-events',
    '/applications/a/b',
    '/staff/a',
    '/desk/a/b',
    '/staff/applications',
    '/keepers',
    '/find/1/2/3/4/5/6/7/8',
    '/applications/%',
  ]) {
    assert.deepEqual(route_of(path), { page: 'not_found' }, path);
  }
});

test('after signing in one is back where one was, and never elsewhere', () => {
  const back = (path: string) => way_back(paths.sign_in(path).replace('/sign-in', ''));
  for (const path of ['/', '/apply/kz.x/check?change', '/staff?service=kz.x']) assert.equal(back(path), path);
  for (const path of ['//evil.example', '/\\evil.example', 'https://evil.example', 'javascript:alert(1)', '/a b'])
    assert.equal(back(path), '/', path);
});
