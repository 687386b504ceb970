// Goal: a true receipt is proven at every size of tree, and any single change to it is refused, naming the
// link that broke.
// Method: a small log is built here with Node's own hashing and signing, independent of the code under test.
import assert from 'node:assert/strict';
import { createHash, createPrivateKey, createPublicKey, generateKeyPairSync, sign, type KeyObject } from 'node:crypto';
import { test } from 'node:test';
import { check_receipt, type Report } from './receipt';

const sha256 = (...parts: (Buffer | string)[]) => {
  const hash = createHash('sha256');
  for (const part of parts) hash.update(part);
  return hash.digest();
};

const origin = 'test.example/log';
const keys = generateKeyPairSync('ed25519');
const raw_key = (key: KeyObject) => createPublicKey(key).export({ format: 'der', type: 'spki' }).subarray(-32);
function verifier_key(name: string, key: KeyObject): string {
  const typed = Buffer.concat([Buffer.from([1]), raw_key(key)]);
  return `${name}+${sha256(name, '\n', typed).subarray(0, 4).toString('hex')}+${typed.toString('base64')}`;
}
const our_key = verifier_key(origin, keys.privateKey);

// RFC 6962, section 2.1, as the RFC itself defines it: by splitting, not by bits.
const split = (n: number) => {
  let k = 1;
  while (k * 2 < n) k *= 2;
  return k;
};
function root(leaves: Buffer[]): Buffer {
  if (leaves.length === 1) return leaves[0]!;
  const k = split(leaves.length);
  return sha256(Buffer.from([1]), root(leaves.slice(0, k)), root(leaves.slice(k)));
}
function path(m: number, leaves: Buffer[]): Buffer[] {
  if (leaves.length === 1) return [];
  const k = split(leaves.length);
  if (m < k) return [...path(m, leaves.slice(0, k)), root(leaves.slice(k))];
  return [...path(m - k, leaves.slice(k)), root(leaves.slice(0, k))];
}

const content = Buffer.from('{"answers":{},"service":"kz.address-certificate","version":1}');
const salt_1 = Buffer.alloc(32, 7);
const salt_2 = Buffer.alloc(32, 9);
const facts = '{"at":1772701627250,"kind":"application.submitted","subject":"371927012345678901"}';
const personal = `{"content_sha256":"${sha256(content).toString('hex')}"}`;
const entry = sha256('qyzmet/event/v1\n', salt_1, facts, sha256(salt_2, personal));

type Options = { index?: number; size?: number; name?: string; signer?: KeyObject; others?: string };
function make({ index = 2, size = 5, name = origin, signer = keys.privateKey, others = '' }: Options = {}) {
  const leaves = Array.from({ length: size }, (_, i) =>
    sha256(Buffer.from([0]), i === index ? entry : sha256(`other ${i}`)),
  );
  const body = `${name}\n${size}\n${root(leaves).toString('base64')}\n`;
  const id = Buffer.from(verifier_key(name, signer).split('+')[1]!, 'hex');
  const signature = Buffer.concat([
    id,
    sign(null, Buffer.from(body), createPrivateKey(signer.export({ format: 'pem', type: 'pkcs8' }))),
  ]);
  const hashes = path(index, leaves)
    .map((hash) => `${hash.toString('base64')}\n`)
    .join('');
  const note = `${body}\n${others}— ${name} ${signature.toString('base64')}\n`;
  const proof = `c2sp.org/tlog-proof@v1\nindex ${index}\n${hashes}\n${note}`;
  return {
    format: 'qyzmet-receipt@v1',
    event: { index, facts, salt_1: salt_1.toString('base64'), personal, salt_2: salt_2.toString('base64') } as Record<
      string,
      unknown
    >,
    proof,
  };
}
const check = (receipt: unknown, key = our_key, file: Buffer | null = content) =>
  check_receipt(JSON.stringify(receipt), key, file && new Uint8Array(file));
const broken = (report: Report) =>
  report.steps.filter((step) => step.outcome === 'broken').map((step) => `${step.link}:${step.fault}`);

test('a true receipt is proven at every place of every small tree', async () => {
  for (let size = 1; size <= 17; ++size) {
    for (let index = 0; index < size; ++index) {
      const report = await check(make({ index, size }));
      assert.equal(report.outcome, 'proven', `index ${index} of ${size}: ${JSON.stringify(report.steps)}`);
    }
  }
});

test('without the filed content the rest is proven and the content is said to be unchecked', async () => {
  const report = await check(make(), our_key, null);
  assert.equal(report.outcome, 'proven');
  assert.deepEqual(report.steps.at(-1), { link: 'content', outcome: 'skipped' });
});

test('altered facts break the place in the log, nothing else', async () => {
  const receipt = make();
  receipt.event['facts'] = facts.replace('submitted', 'withdrawn');
  assert.deepEqual(broken(await check(receipt)), ['place:not_in_tree']);
});

test('altered personal part, salt or path break the place in the log', async () => {
  for (const change of [
    (r: ReturnType<typeof make>) => (r.event['personal'] = personal.replace('content', 'contemt')),
    (r: ReturnType<typeof make>) => (r.event['salt_1'] = Buffer.alloc(32, 8).toString('base64')),
    (r: ReturnType<typeof make>) => (r.event['salt_2'] = Buffer.alloc(32, 8).toString('base64')),
    (r: ReturnType<typeof make>) => (r.proof = r.proof.replace(/index 2\n.{44}\n/, 'index 2\n')),
    (r: ReturnType<typeof make>) =>
      (r.proof = r.proof.replace(/index 2\n.{44}/, `index 2\n${Buffer.alloc(32).toString('base64')}`)),
  ]) {
    const receipt = make();
    change(receipt);
    assert.ok(broken(await check(receipt)).includes('place:not_in_tree'));
  }
});

test('an altered checkpoint breaks the signature', async () => {
  const receipt = make();
  receipt.proof = receipt.proof.replace(`${origin}\n5\n`, `${origin}\n6\n`);
  assert.ok(broken(await check(receipt)).includes('signature:not_signed'));
});

test("a log of one's own, however sound, is not the log that the key names", async () => {
  const forger = generateKeyPairSync('ed25519').privateKey;
  assert.deepEqual(broken(await check(make({ signer: forger }))), ['signature:not_signed']);
  assert.deepEqual(broken(await check(make({ name: 'forged.example/log', signer: forger }))), ['signature:other_log']);
});

test('signatures of others (witnesses) are passed over', async () => {
  const others = `— witness.example/w ${Buffer.alloc(80, 3).toString('base64')}\n`;
  assert.equal((await check(make({ others }))).outcome, 'proven');
});

test('another index in the event than in the proof is named', async () => {
  const receipt = make();
  receipt.event['index'] = 3;
  assert.deepEqual(broken(await check(receipt)), ['event:other_index']);
});

test('another content is named', async () => {
  assert.deepEqual(broken(await check(make(), our_key, Buffer.from('{}'))), ['content:content_differs']);
});

test('an erased personal part still proves the event, but not the content', async () => {
  const receipt = make();
  delete receipt.event['personal'];
  delete receipt.event['salt_2'];
  receipt.event['personal_digest'] = sha256(salt_2, personal).toString('base64');
  const report = await check(receipt);
  assert.equal(report.outcome, 'unable');
  assert.deepEqual(report.steps.at(-1), { link: 'content', outcome: 'unable', fault: 'content_erased' });
  assert.equal((await check(receipt, our_key, null)).outcome, 'proven');
});

test('keys: mistyped, of another kind, with white space around', async () => {
  const first = our_key.split('+')[1]!;
  const other = our_key.replace(first, first.startsWith('0') ? `1${first.slice(1)}` : `0${first.slice(1)}`);
  assert.deepEqual(broken(await check(make(), other)), ['key:not_a_key']);
  assert.deepEqual(broken(await check(make(), '')), ['key:not_a_key']);
  assert.equal((await check(make(), `  ${our_key}\n`)).outcome, 'proven');
});

test('what is no receipt is refused without a crash', async () => {
  const good = make();
  for (const text of [
    '',
    'null',
    '[]',
    '{',
    '{"format":"qyzmet-receipt@v1"}',
    JSON.stringify({ ...good, format: 'qyzmet-receipt@v2' }),
  ]) {
    assert.deepEqual(broken(await check_receipt(text, our_key, null)), ['receipt:not_a_receipt'], text);
  }
  const bad_proofs = [
    '',
    'c2sp.org/tlog-proof@v1\nindex 02\n\n',
    good.proof.replace('index 2', 'index -1'),
    good.proof.trimEnd(),
    good.proof.replace('\n5\n', '\n05\n'),
  ];
  for (const proof of bad_proofs) {
    assert.deepEqual(broken(await check({ ...good, proof })), ['receipt:proof_malformed'], proof);
  }
});

test('every single-character change to the proof is noticed', async () => {
  const good = make();
  for (let at = 0; at < good.proof.length; ++at) {
    const proof = `${good.proof.slice(0, at)}${good.proof[at] === 'A' ? 'B' : 'A'}${good.proof.slice(at + 1)}`;
    assert.equal((await check({ ...good, proof }, our_key, null)).outcome, 'broken', `character ${at}`);
  }
});
