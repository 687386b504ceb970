// Goal: whatever the line does, the server ends with the file's bytes, and none is sent anew that is safe already.
// Method: a server in memory behind a line that breaks before or after it has heard, as the test says.
import assert from 'node:assert/strict';
import { beforeEach, test } from 'node:test';
import type { File_record } from './answers';
import { id_of, piece_bytes, send_file, type Heard } from './upload';

const record: File_record = {
  name: 'a.pdf',
  sha256: 'ab'.repeat(32),
  size: 3 * piece_bytes + 5,
  type: 'application/pdf',
};
const bytes = new Blob([new Uint8Array(record.size).map((_, i) => i % 251)]);

let received: Uint8Array;
let pieces: number[];
/** What happens to the calls to come, in order: "ok" unless said. */
let line: ('ok' | 'cut' | 'answer lost' | { status: number; key: string })[];

const reply = (status: number, body: object) =>
  new Response(JSON.stringify(body), { status, headers: { 'Content-Type': 'application/json' } });
const told = () => reply(200, { offset: received.length, kept: received.length === record.size });

beforeEach(() => {
  received = new Uint8Array();
  pieces = [];
  line = [];
  (globalThis as unknown as Record<string, unknown>)['fetch'] = async (path: string, init: RequestInit) => {
    const fate = line.shift() ?? 'ok';
    if (fate === 'cut') throw new TypeError('no connection');
    if (typeof fate === 'object') return reply(fate.status, { type: `/problems/${fate.key}`, status: fate.status });
    const at = /pieces\/(\d+)$/.exec(path);
    if (at) {
      const offset = Number(at[1]);
      if (offset > received.length) return reply(409, { type: '/problems/file.other_offset', status: 409 });
      const piece = new Uint8Array(await (init.body as Blob).arrayBuffer());
      pieces.push(piece.length);
      const next = new Uint8Array(Math.max(received.length, offset + piece.length));
      next.set(received);
      next.set(piece, offset);
      received = next;
    }
    if (fate === 'answer lost') throw new TypeError('cut');
    return told();
  };
});

async function send(from: Blob | null = bytes): Promise<{ end: string; heard: Heard[]; waits: number[] }> {
  const heard: Heard[] = [];
  const waits: number[] = [];
  const ended = await send_file(
    'id',
    record,
    from,
    (one) => heard.push(one),
    (ms) => (waits.push(ms), Promise.resolve()),
    () => false,
  );
  return { end: ended.end, heard, waits };
}

async function arrived(): Promise<boolean> {
  const whole = new Uint8Array(await bytes.arrayBuffer());
  return received.length === whole.length && received.every((byte, i) => byte === whole[i]);
}

test('a good line takes four pieces', async () => {
  assert.equal((await send()).end, 'kept');
  assert.deepEqual(pieces, [piece_bytes, piece_bytes, piece_bytes, 5]);
  assert.ok(await arrived());
});

test('a line that breaks goes on where it stopped', async () => {
  line = ['ok', 'ok', 'cut', 'cut', 'cut', 'ok', 'ok', 'answer lost', 'cut'];
  const { end, heard, waits } = await send();
  assert.equal(end, 'kept');
  assert.deepEqual(pieces, [piece_bytes, piece_bytes, piece_bytes, 5], 'nothing that was safe is sent twice');
  assert.deepEqual(waits, [1000, 2000, 4000, 1000, 2000]);
  assert.ok(heard.some((one) => one.waiting && one.sent === piece_bytes));
  assert.ok(await arrived());
});

test('after a reload the device asks first, and without the bytes it says so', async () => {
  line = ['ok', 'ok', { status: 422, key: 'file.damaged' }];
  assert.equal((await send()).end, 'refused');
  assert.equal(received.length, piece_bytes);
  assert.equal((await send(null)).end, 'wanting');
  assert.equal((await send()).end, 'kept');
  assert.equal((await send(null)).end, 'kept');
  assert.ok(await arrived());
});

test('a server that is busy is asked again, one that refuses is not', async () => {
  line = [
    { status: 503, key: 'file.busy' },
    { status: 429, key: 'http.too_many' },
  ];
  assert.equal((await send()).end, 'kept');
  line = [{ status: 429, key: 'file.too_much_today' }];
  assert.equal((await send()).end, 'refused');
});

test('an id follows from draft and bytes', async () => {
  const id = await id_of('draft', record.sha256);
  assert.match(id, /^[0-9a-f]{32}$/);
  assert.equal(id, await id_of('draft', record.sha256));
  assert.notEqual(id, await id_of('another', record.sha256));
});
