/**
 * C2SP formats, read strictly: signed note, checkpoint, verifier key, tlog-proof@v1.
 * Source: c2sp.org/signed-note, c2sp.org/tlog-checkpoint, c2sp.org/tlog-proof; Go's note package for the verifier key.
 */
import { bytes_of, concat, from_base64, same_bytes, sha256 } from '../base/bytes';

const ed25519 = 0x01;

/** Who may sign. `id` are the first four bytes of SHA-256(name ‖ 0x0A ‖ 0x01 ‖ public key). */
export type Verifier_key = { name: string; id: Uint8Array; public_key: Uint8Array<ArrayBuffer> };

/** Reads "name+hash8hex+base64(0x01 ‖ 32 bytes)". Null if it is not that, or if its hash does not fit. */
export async function read_verifier_key(text: string): Promise<Verifier_key | null> {
  const found = /^([^\s+]+)\+([0-9a-f]{8})\+(\S+)$/.exec(text.trim());
  const key = from_base64(found?.[3] ?? '');
  if (!found || key === null || key.length !== 33 || key[0] !== ed25519) return null;
  const name = found[1]!;
  const id = (await sha256(concat(bytes_of(`${name}\n`), key))).slice(0, 4);
  const written = Uint8Array.from(found[2]!.match(/../g)!, (pair) => parseInt(pair, 16));
  return same_bytes(id, written) ? { name, id, public_key: key.slice(1) } : null;
}

export type Signature = { name: string; id: Uint8Array; bytes: Uint8Array<ArrayBuffer> };
export type Note = { text: string; signatures: Signature[] };

const signature_limit = 64;

export function read_note(source: string): Note | null {
  if (/[\u0000-\u0009\u000b-\u001f]/.test(source)) return null;
  const split = source.lastIndexOf('\n\n');
  if (split < 0 || !source.endsWith('\n')) return null;
  const lines = source.slice(split + 2, -1).split('\n');
  if (lines.length > signature_limit) return null;
  const signatures: Signature[] = [];
  for (const line of lines) {
    const found = /^\u2014 ([^\s+]+) (\S+)$/.exec(line);
    const bytes = from_base64(found?.[2] ?? '');
    if (!found || bytes === null || bytes.length < 5) return null;
    signatures.push({ name: found[1]!, id: bytes.slice(0, 4), bytes: bytes.slice(4) });
  }
  return { text: source.slice(0, split + 1), signatures };
}

/** A log's head: after `size` entries its Merkle root is `root`. */
export type Checkpoint = { origin: string; size: number; root: Uint8Array };

export function read_checkpoint(text: string): Checkpoint | null {
  const lines = text.split('\n');
  if (lines.length < 4 || lines.pop() !== '' || lines.some((line) => line === '')) return null;
  const size = read_decimal(lines[1]!);
  const root = from_base64(lines[2]!);
  if (size === null || root === null || root.length !== 32) return null;
  return { origin: lines[0]!, size, root };
}

/** `checkpoint` is the note as it stands in the proof, not yet checked. */
export type Proof = { index: number; path: Uint8Array[]; checkpoint: string };

export function read_proof(source: string): Proof | null {
  const head_end = source.indexOf('\n\n');
  if (head_end < 0) return null;
  const lines = source.slice(0, head_end).split('\n');
  if (lines.shift() !== 'c2sp.org/tlog-proof@v1') return null;
  if (lines[0]?.startsWith('extra ')) {
    if (from_base64(lines.shift()!.slice('extra '.length)) === null) return null;
  }
  const index_line = lines.shift();
  const index = index_line?.startsWith('index ') ? read_decimal(index_line.slice('index '.length)) : null;
  if (index === null) return null;
  const path: Uint8Array[] = [];
  for (const line of lines) {
    const hash = from_base64(line);
    if (hash === null || hash.length !== 32) return null;
    path.push(hash);
  }
  return { index, path, checkpoint: source.slice(head_end + 2) };
}

function read_decimal(text: string): number | null {
  const value = /^(0|[1-9]\d*)$/.test(text) ? Number(text) : NaN;
  return Number.isSafeInteger(value) ? value : null;
}

/**
 * Whether `key` signed the note. "unable": this browser does not know Ed25519.
 * Signatures of other keys are passed over, as the format demands.
 */
export async function check_note(note: Note, key: Verifier_key): Promise<'signed' | 'not_signed' | 'unable'> {
  const ours = note.signatures.filter((signature) => signature.name === key.name && same_bytes(signature.id, key.id));
  if (ours.length === 0) return 'not_signed';
  let public_key: CryptoKey;
  try {
    public_key = await crypto.subtle.importKey('raw', key.public_key, { name: 'Ed25519' }, false, ['verify']);
  } catch (error) {
    // A browser that knows the algorithm but dislikes the key says DataError.
    return error instanceof DOMException && error.name === 'DataError' ? 'not_signed' : 'unable';
  }
  for (const signature of ours) {
    const good = await crypto.subtle.verify({ name: 'Ed25519' }, public_key, signature.bytes, bytes_of(note.text));
    if (!good) return 'not_signed';
  }
  return 'signed';
}
