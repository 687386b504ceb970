// Goal: a document made by the server is proven, and any single change to it is found and named.
// Method: tests/document/ holds a file and its key as src/applications/document_pdf_test.cpp made them; here it is
// changed at random places (seed printed), cut, lengthened, and signed by another.
import assert from 'node:assert/strict';
import { createPrivateKey, createPublicKey, generateKeyPairSync, sign } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { bytes_of, concat, sha256, to_hex } from '../base/bytes';
import { check_document } from './document';

const folder = '../tests/document';
const whole = new Uint8Array(readFileSync(`${folder}/certificate.kk.pdf`));
const key = readFileSync(`${folder}/key.txt`, 'utf8').trim();
const place = new TextDecoder('latin1').decode(whole).indexOf('qyzmet-file@v1\n');
const place_size = 1024;

/** Numbers from a seed (mulberry32), so that a failure can be replayed with QYZMET_SEED. */
function dice(): (below: number) => number {
  const seed = Number(process.env['QYZMET_SEED'] ?? Math.floor(Math.random() * 2 ** 31));
  console.log(`QYZMET_SEED=${seed}`);
  let state = seed;
  return (below) => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) % below;
  };
}

const fault_of = async (file: Uint8Array<ArrayBuffer>, with_key = key) => {
  const report = await check_document(file, with_key);
  assert.equal(report.outcome, 'broken');
  return report.found!;
};

test('a document is proven, with all that it says', async () => {
  const report = await check_document(whole, key);
  assert.equal(report.outcome, 'proven', JSON.stringify(report.found));
  assert.equal(report.content?.title.kk, 'Мекенжай анықтамасы');
  assert.equal(report.content?.people[0]?.name, 'Әбдіқұлова Ғайша Өмірһанқызы');
  assert.equal(report.content?.number, '0AAA-SMPP-KS31-NF');
  assert.match(report.digest ?? '', /^[0-9a-f]{64}$/);
});

test('a flipped bit at any of 200 places is found, and where it lies', async () => {
  const roll = dice();
  for (let round = 0; round < 200; ++round) {
    const at = roll(whole.length);
    const other = whole.slice();
    other[at]! ^= 1 << roll(8);
    const found = await fault_of(other);
    if (found.fault !== 'changed') continue;
    assert.ok(found.from <= at + 1 && at + 1 <= found.to, `byte ${at + 1} is not in ${found.from}-${found.to}`);
    assert.ok(found.to - found.from < whole.length / 64 + place_size + 1);
  }
});

test('a flipped bit at every place of the signature is found', async () => {
  for (let at = place - 10; at < place + place_size; ++at) {
    const other = whole.slice();
    other[at]! ^= 1 << at % 8;
    await fault_of(other);
  }
});

test('a cut and a lengthened file are named as such', async () => {
  assert.deepEqual(await fault_of(whole.slice(0, -5)), { fault: 'shorter', bytes: 5 });
  assert.deepEqual(await fault_of(concat(whole, bytes_of('%%'))), { fault: 'longer', bytes: 2 });
  assert.deepEqual(await fault_of(concat(bytes_of('%'), whole)), { fault: 'longer', bytes: 1 });
  assert.deepEqual(await fault_of(whole.slice(0, place - 100)), { fault: 'no_signature' });
  assert.deepEqual(await fault_of(bytes_of('%PDF-1.7')), { fault: 'no_signature' });
  assert.deepEqual(await fault_of(whole.slice(0, 0)), { fault: 'no_signature' });
});

test('what was issued can still be read of a file whose pages were changed', async () => {
  const other = whole.slice();
  other[2000]! ^= 1;
  const report = await check_document(other, key);
  assert.equal(report.found?.fault, 'changed');
  assert.equal(report.content?.title.kk, 'Мекенжай анықтамасы');
});

test('a changed content is not shown as issued', async () => {
  const other = whole.slice();
  const at = new TextDecoder('latin1').decode(whole).indexOf('900315400007');
  other[at]! ^= 1;
  const report = await check_document(other, key);
  assert.equal(report.found?.fault, 'changed');
  assert.equal(report.content, undefined);
});

test('another key did not sign it', async () => {
  const pair = generateKeyPairSync('ed25519');
  const raw = createPublicKey(pair.privateKey).export({ format: 'der', type: 'spki' }).subarray(-32);
  const typed = concat(Uint8Array.of(1), raw);
  const id = to_hex((await sha256(concat(bytes_of('forger.test/documents\n'), typed))).slice(0, 4));
  const other_key = `forger.test/documents+${id}+${Buffer.from(typed).toString('base64')}`;
  assert.deepEqual(await fault_of(whole, other_key), { fault: 'other_key', signer: 'qyzmet.test/documents' });
  assert.deepEqual(await fault_of(whole, 'no key'), { fault: 'not_a_key' });

  // A forger who bears our name and key id, but has not our key.
  const note = Buffer.from(whole.slice(place, place + place_size)).toString();
  const text = note.slice(0, note.lastIndexOf('\n\n') + 1);
  const line = note.slice(text.length + 1, -1);
  const written = Buffer.from(line.split(' ')[2]!, 'base64');
  const private_key = createPrivateKey(pair.privateKey.export({ format: 'pem', type: 'pkcs8' }));
  const forged = Buffer.concat([written.subarray(0, 4), sign(null, Buffer.from(text), private_key)]);
  const signed = `${text}\n— qyzmet.test/documents ${forged.toString('base64')}\n`;
  const other = concat(whole.slice(0, place), bytes_of(signed), whole.slice(place + place_size));
  assert.deepEqual(await fault_of(other), { fault: 'bad_signature' });
});

test('the content that a file carries is the one that its own note names', async () => {
  const { privateKey } = generateKeyPairSync('ed25519');
  const name = 'node.test/documents';
  const raw = createPublicKey(privateKey).export({ format: 'der', type: 'spki' }).subarray(-32);
  const typed = concat(Uint8Array.of(1), raw);
  const id = (await sha256(concat(bytes_of(`${name}\n`), typed))).slice(0, 4);
  const node_key = `${name}+${to_hex(id)}+${Buffer.from(typed).toString('base64')}`;
  const note_of = (text: string) => {
    const signature = concat(id, sign(null, Buffer.from(text), privateKey));
    return `${text}\n— ${name} ${Buffer.from(signature).toString('base64')}\n`;
  };
  const file_of = async (content: string, named: string) => {
    const before = bytes_of(`%PDF stream\n${note_of(`qyzmet-document@v1\n${content}\n`)}endstream stream\n`);
    const after = bytes_of('endstream\n%%EOF\n');
    const outside = concat(before, after);
    const marks = Buffer.alloc(256);
    const head =
      `qyzmet-file@v1\nnumber 1\nlanguage kk\ncontent ${to_hex(await sha256(bytes_of(named)))}\n` +
      `bytes ${outside.length + place_size}\nplace ${before.length} 1024\nsha256 ${to_hex(await sha256(outside))}\n` +
      `marks ${marks.toString('base64')}\n`;
    const dots = place_size - bytes_of(note_of(`${head}\n`)).length;
    return concat(before, bytes_of(note_of(`${head}${'.'.repeat(dots)}\n`)), after);
  };
  assert.equal((await check_document(await file_of('{}', '{}'), node_key)).outcome, 'proven');
  assert.deepEqual(await fault_of(await file_of('{}', '{"a":1}'), node_key), { fault: 'content_damaged' });
});
