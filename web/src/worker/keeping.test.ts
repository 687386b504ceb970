// Goal: nothing personal is ever kept by the service worker, and an update takes no file from a tab that is open.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { is_page, is_public, outdated } from './keeping';

test('only the catalogue is kept', () => {
  for (const path of ['/api/about', '/api/services', '/api/services/kz.x', '/api/life-events', '/api/finder'])
    assert.ok(is_public(path), path);
  for (const path of [
    '/api/session',
    '/api/applications',
    '/api/applications/1',
    '/api/drafts',
    '/api/looks',
    '/api/mandates',
    '/api/staff/applications',
    '/api/demo/people',
    '/api/services/kz.x/more',
    '/api/aboutme',
    '/log/checkpoint',
  ])
    assert.ok(!is_public(path), path);
});

test('pages are one document; what the server answers itself is none', () => {
  for (const path of ['/', '/apply/kz.address-certificate/check', '/services/kz.x-y', '/staff'])
    assert.ok(is_page(path), path);
  for (const path of ['/api/about', '/log/key', '/openapi.yaml', '/sw.js', '/assets/a-1.js', '/healthz', '/metrics'])
    assert.ok(!is_page(path), path);
});

test('the store before the newest stays, for tabs that are open', () => {
  const names = ['qyzmet-pages-1', 'qyzmet-public', 'qyzmet-pages-2', 'qyzmet-pages-3'];
  assert.deepEqual(outdated(names, '3'), ['qyzmet-pages-1']);
  assert.deepEqual(outdated(['qyzmet-pages-1'], '1'), []);
});
