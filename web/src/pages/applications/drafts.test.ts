import assert from 'node:assert/strict';
import { test } from 'node:test';
import { new_draft } from '../apply/draft';
import { read_code } from './code';
import { all_begun } from './drafts';

test('a draft that the account and the device have appears once, with what each knows', () => {
  const here = { ...new_draft('kz.x', '7'), changed_at: '2026-03-05T10:00:00Z', queued: { body: '', at: '' } };
  const kept = (id: string, updated_at: string) => ({
    id,
    service: 'kz.x',
    service_title: { kk: 'а', ru: 'а', en: 'a' },
    answers: {},
    revision: 1,
    updated_at,
  });
  const begun = all_begun([kept(here.id, '2026-03-05T09:00:00Z'), kept('other', '2026-03-06T09:00:00Z')], [here]);
  assert.deepEqual(
    begun.map((one) => [one.id, one.on_server, one.on_device, one.queued, one.changed_at]),
    [
      ['other', true, false, false, '2026-03-06T09:00:00Z'],
      [here.id, true, true, true, '2026-03-05T10:00:00Z'],
    ],
  );
});

test('a code as people type it', () => {
  assert.equal(read_code(' k7q2-9xwd '), 'K7Q29XWD');
  assert.equal(read_code('oil2-9xwd'), '01129XWD');
  for (const wrong of ['', 'K7Q29XW', 'K7Q29XWDD', 'K7Q29XWU']) assert.equal(read_code(wrong), null, wrong);
});
