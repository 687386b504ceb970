// Goal: what waits on the device is sent exactly once when the connection is back, under its owner's name only.
// Method: a device's store in memory, and a server behind a connection that can be cut; "tabs" share the store.
import assert from 'node:assert/strict';
import { beforeEach, test } from 'node:test';
import type { Sent_note } from '../../parts/outbox.svelte';
import { adopt, all_drafts, drafts_of, load_draft, new_draft, read_draft, save_draft, type Draft } from './draft';
import { send, send_waiting } from './sending';

class Store {
  [name: string]: unknown;
  getItem(name: string): string | null {
    return (this[name] as string | undefined) ?? null;
  }
  setItem(name: string, value: string): void {
    this[name] = value;
  }
  removeItem(name: string): void {
    delete this[name];
  }
}

let connected = true;
let lose_answer = false;
let filed: Map<string, { body: string; credentials: string | undefined; number: string }>;
let refuse: object | null = null;

function reply(status: number, body: object): Response {
  const type = status < 400 ? 'application/json' : 'application/problem+json';
  return new Response(JSON.stringify(body), { status, headers: { 'Content-Type': type } });
}

beforeEach(() => {
  connected = true;
  lose_answer = false;
  refuse = null;
  filed = new Map();
  const globals = globalThis as unknown as Record<string, unknown>;
  globals['localStorage'] = new Store();
  globals['sessionStorage'] = new Store();
  globals['fetch'] = async (path: string, init: RequestInit): Promise<Response> => {
    if (!connected) throw new TypeError('no connection');
    if (path !== '/api/applications') return reply(404, {});
    if (refuse) return reply(422, refuse);
    const key = (init.headers as Record<string, string>)['Idempotency-Key']!;
    const known = filed.get(key) ?? { body: String(init.body), credentials: init.credentials, number: '' };
    if (known.number === '') known.number = `N${filed.size + 1}`;
    filed.set(key, known);
    if (lose_answer) throw new TypeError('cut');
    return known.body === init.body
      ? reply(201, { number: known.number })
      : reply(422, { type: '/problems/idempotency.other_body', status: 422 });
  };
});

function queued(owner: string): Draft {
  const draft = { ...new_draft('kz.x', owner), queued: { body: '{}', at: '2026-03-05T10:00:00Z' } };
  save_draft(draft);
  return draft;
}

test('waits without a connection, is sent once with it, and is gone then', async () => {
  const notes: Sent_note[] = [];
  queued('7');
  connected = false;
  assert.equal(await send_waiting('7', (note) => notes.push(note)), true, 'something is left');
  assert.equal(all_drafts().length, 1);
  connected = true;
  lose_answer = true;
  assert.equal(await send_waiting('7', (note) => notes.push(note)), true);
  lose_answer = false;
  assert.equal(await send_waiting('7', (note) => notes.push(note)), false);
  assert.equal(filed.size, 1);
  assert.deepEqual(notes.map((note) => note.number), ['N1']);
  assert.equal(all_drafts().length, 0);
});

test('nothing of somebody else is sent', async () => {
  queued('7');
  for (const owner of ['', '8', 'staff']) await send_waiting(owner, () => assert.fail('nothing happens'));
  assert.equal(filed.size, 0);
});

test('what nobody signed for is sent in nobody’s name, whoever is signed in', async () => {
  queued('');
  await send_waiting('7', () => undefined);
  assert.deepEqual([...filed.values()].map((one) => one.credentials), ['omit']);
});

test('two tabs, one draft: the second learns of the first, also with other answers', async () => {
  const first = queued('7');
  const second = read_draft(first.id)!;
  lose_answer = true;
  assert.equal((await send(first, '{"a":1}', null, () => undefined)).outcome, 'unknown');
  lose_answer = false;
  const sent = await send(second, '{"a":2}', null, () => undefined);
  assert.ok(sent.outcome === 'accepted' && sent.earlier && sent.body === '{"a":1}', JSON.stringify(sent));
  assert.equal(filed.size, 1);
});

test('a refusal while nobody looks is kept with the draft, and said', async () => {
  const notes: Sent_note[] = [];
  const draft = queued('7');
  refuse = { type: '/problems/request.invalid', title: '', status: 422, detail: 'no' };
  assert.equal(await send_waiting('7', (note) => notes.push(note)), false);
  const kept = read_draft(draft.id)!;
  assert.equal(kept.queued, null);
  assert.equal(kept.refusal?.detail, 'no');
  assert.deepEqual(notes.map((note) => note.number), ['']);
});

test('drafts belong to their owner; one begun by nobody becomes theirs unless it was sent', () => {
  const draft = new_draft('kz.x');
  save_draft(draft);
  assert.equal(load_draft('kz.x', '7'), null);
  assert.ok(adopt(draft, '7'));
  save_draft(draft);
  assert.equal(load_draft('kz.x', '7')?.id, draft.id);
  assert.equal(drafts_of('').length, 0);
  const sent = { ...new_draft('kz.x'), sent: ['{}'] };
  assert.ok(!adopt(sent, '7'), 'under another name it would be another application');
});
