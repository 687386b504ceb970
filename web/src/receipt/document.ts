/**
 * A result document's file and its checking, without asking anybody: no byte of it may be other than it was signed.
 * Reads no PDF: it looks for the two signed notes that stand in the file as they are.  Source: docs/document-format.md;
 * src/applications/document_sign.cpp checks the same.
 */
import { bytes_of, concat, from_base64, same_bytes, sha256, to_hex } from '../base/bytes';
import type { Text } from '../base/language.svelte';
import { check_note, read_note, read_verifier_key, type Note, type Verifier_key } from './note';

const content_mark = 'qyzmet-document@v1\n';
const file_mark = 'qyzmet-file@v1\n';
const before_note = 'stream\n';
const place_size = 1024;
const mark_count = 64;
const mark_size = 4;

export type Document_value =
  | { kind: 'plain'; value: string }
  | { kind: 'text'; value: Text }
  | { kind: 'date'; value: string }
  | { kind: 'moment'; value: string }
  | { kind: 'money'; value: string }
  | { kind: 'address'; value: { region: Text; settlement: string; street: string } };
export type Document_fact = Document_value & { label: Text; basis: 'checked' | 'stated' | 'unverified' };
/** What was issued, as the server wrote and signed it. */
export type Document_content = {
  number: string;
  /** Its id, in decimal. */
  application: string;
  word: string;
  kind: string;
  title: Text;
  agency: { id: string; title: Text };
  service: { id: string; title: Text; version: number };
  people: { name: string; iin: string }[];
  facts: Document_fact[];
  decision: { text: Text; reasons: Text[]; legal_basis: Text[]; would_change: Text[] };
  issued_at: string;
  valid_until: string | null;
  specimen: boolean;
};

export type Document_fault =
  | { fault: 'no_crypto' | 'no_ed25519' | 'not_a_key' }
  | { fault: 'no_signature' | 'signature_damaged' | 'bad_signature' | 'content_damaged' }
  | { fault: 'other_key'; signer: string }
  | { fault: 'shorter' | 'longer'; bytes: number }
  /** Somewhere in these bytes, counted from 1. */
  | { fault: 'changed'; from: number; to: number };
export type Document_report = {
  outcome: 'proven' | 'broken' | 'unable';
  found?: Document_fault;
  /** What was issued, if its own signature holds, even where the file around it was changed. */
  content?: Document_content;
  /** SHA-256 of it, in hexadecimal. */
  digest?: string;
};

type File_signed = {
  content: string;
  bytes: number;
  at: number;
  sha256: string;
  marks: Uint8Array;
};

export async function check_document(file: Uint8Array<ArrayBuffer>, key_text: string): Promise<Document_report> {
  if (globalThis.crypto?.subtle === undefined) return { outcome: 'unable', found: { fault: 'no_crypto' } };
  const key = await read_verifier_key(key_text);
  if (key === null) return { outcome: 'broken', found: { fault: 'not_a_key' } };
  const issued = await content_under(file, key);
  const found = await file_fault(file, key, issued?.digest ?? '');
  if (found === null) return { outcome: 'proven', ...issued };
  return { outcome: found.fault === 'no_ed25519' ? 'unable' : 'broken', found, ...issued };
}

async function file_fault(
  file: Uint8Array<ArrayBuffer>,
  key: Verifier_key,
  digest: string,
): Promise<Document_fault | null> {
  const at = find_note(file, file_mark);
  if (at < 0) return { fault: 'no_signature' };
  const note = note_at(file, at, at + place_size);
  if (note === null) return { fault: 'signature_damaged' };
  const fault = await signature_fault(note, key);
  if (fault !== null) return fault;
  const said = read_file_note(note.text);
  if (said === null) return { fault: 'signature_damaged' };
  if (file.length < said.bytes) return { fault: 'shorter', bytes: said.bytes - file.length };
  if (file.length > said.bytes) return { fault: 'longer', bytes: file.length - said.bytes };
  const outside = concat(file.subarray(0, at), file.subarray(at + place_size));
  if (at !== said.at || to_hex(await sha256(outside)) !== said.sha256) return changed(outside, at, said.marks);
  return digest === said.content ? null : { fault: 'content_damaged' };
}

async function signature_fault(note: Note, key: Verifier_key): Promise<Document_fault | null> {
  const ours = note.signatures.some((one) => one.name === key.name && same_bytes(one.id, key.id));
  if (!ours) return { fault: 'other_key', signer: note.signatures[0]!.name };
  const outcome = await check_note(note, key);
  if (outcome === 'signed') return null;
  return { fault: outcome === 'unable' ? 'no_ed25519' : 'bad_signature' };
}

const file_note = new RegExp(
  '^qyzmet-file@v1\\nnumber [^\\n]+\\nlanguage (?:kk|ru|en)\\ncontent ([0-9a-f]{64})\\nbytes (\\d{1,15})\\n' +
    'place (\\d{1,15}) 1024\\nsha256 ([0-9a-f]{64})\\nmarks ([^\\n]+)\\n\\.+\\n$',
);

function read_file_note(text: string): File_signed | null {
  const found = file_note.exec(text);
  const marks = from_base64(found?.[5] ?? '');
  if (!found || marks === null || marks.length !== mark_count * mark_size) return null;
  return { content: found[1]!, bytes: Number(found[2]), at: Number(found[3]), sha256: found[4]!, marks };
}

/** Which bytes are other than they were: each mark stands for a 64th part of all that lies outside of the place. */
async function changed(outside: Uint8Array<ArrayBuffer>, at: number, marks: Uint8Array): Promise<Document_fault> {
  const part = Math.ceil(outside.length / mark_count);
  const wrong: number[] = [];
  for (let i = 0; i < mark_count; ++i) {
    const digest = await sha256(outside.slice(i * part, (i + 1) * part));
    if (!same_bytes(digest.slice(0, mark_size), marks.slice(i * mark_size, (i + 1) * mark_size))) wrong.push(i);
  }
  const in_file = (offset: number) => (offset < at ? offset : offset + place_size);
  const from = (wrong[0] ?? 0) * part;
  const to = Math.min(outside.length, ((wrong.at(-1) ?? mark_count) + 1) * part);
  return { fault: 'changed', from: in_file(from) + 1, to: in_file(to - 1) + 1 };
}

async function content_under(
  file: Uint8Array<ArrayBuffer>,
  key: Verifier_key,
): Promise<{ content: Document_content; digest: string } | null> {
  const at = find_note(file, content_mark);
  let end = at;
  for (let line = 0; line < 4 && end >= 0; ++line) end = file.indexOf(0x0a, end) + 1 || -1;
  const note = at < 0 || end < 0 ? null : note_at(file, at, end);
  if (note === null || !note.text.startsWith(content_mark)) return null;
  if ((await signature_fault(note, key)) !== null) return null;
  const text = note.text.slice(content_mark.length, -1);
  return { content: JSON.parse(text) as Document_content, digest: to_hex(await sha256(bytes_of(text))) };
}

/** Where a note with this mark begins; -1 if there is none. One letter stands for one byte, whatever byte it is. */
function find_note(file: Uint8Array, mark: string): number {
  const at = new TextDecoder('latin1').decode(file).indexOf(before_note + mark);
  return at < 0 ? at : at + before_note.length;
}

function note_at(file: Uint8Array, from: number, to: number): Note | null {
  let text: string;
  try {
    text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(file.subarray(from, to));
  } catch {
    return null;
  }
  return read_note(text);
}

