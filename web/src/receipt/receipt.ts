/**
 * A receipt and its checking, without asking anybody.
 *
 *   {"format": "qyzmet-receipt@v1",
 *    "event": {"index": 12, "facts": "<exact text>", "salt_1": "<base 64>", "personal": "<exact text>",
 * "salt_2": "<base 64>"},
 *    "proof": "<c2sp.org/tlog-proof@v1>"}
 *
 * Where the personal part was erased, "personal_digest" (base 64) stands for "personal" and "salt_2".
 *   entry = SHA-256("qyzmet/event/v1\n" ‖ salt_1 ‖ facts ‖ SHA-256(salt_2 ‖ personal))
 */
import { bytes_of, concat, from_base64, sha256, to_hex } from '../base/bytes';
import { check_note, read_checkpoint, read_note, read_proof, read_verifier_key } from './note';
import { is_included, leaf_hash } from './tree';

export type Event = {
  index: number;
  facts: string;
  salt_1: Uint8Array;
  /** SHA-256(salt_2 ‖ personal), given, where the personal part was erased. */
  personal: { text: string; salt_2: Uint8Array } | { digest: Uint8Array };
};
export type Receipt = { event: Event; proof: string };

const salt_size = 32;

/** Null if the text is not a receipt of this format. */
export function read_receipt(text: string): Receipt | null {
  const root = read_object(text);
  const event = root?.['event'];
  const proof = root?.['proof'];
  if (root?.['format'] !== 'qyzmet-receipt@v1' || !is_object(event) || typeof proof !== 'string') return null;
  const { index, facts, personal } = event;
  const salt_1 = read_sized(event['salt_1'], salt_size);
  if (typeof index !== 'number' || !Number.isSafeInteger(index) || index < 0) return null;
  if (typeof facts !== 'string' || salt_1 === null) return null;
  if (typeof personal === 'string') {
    const salt_2 = read_sized(event['salt_2'], salt_size);
    return salt_2 && { event: { index, facts, salt_1, personal: { text: personal, salt_2 } }, proof };
  }
  const digest = read_sized(event['personal_digest'], 32);
  return digest && { event: { index, facts, salt_1, personal: { digest } }, proof };
}

export async function entry_hash(event: Event): Promise<Uint8Array> {
  const personal =
    'digest' in event.personal
      ? event.personal.digest
      : await sha256(concat(event.personal.salt_2, bytes_of(event.personal.text)));
  return sha256(concat(bytes_of('qyzmet/event/v1\n'), event.salt_1, bytes_of(event.facts), personal));
}

/** The links of the chain from what was filed to the key one trusts, in the order in which they are checked. */
export const links = ['receipt', 'key', 'event', 'place', 'signature', 'content'] as const;
export type Link = (typeof links)[number];

export type Fault =
  | 'no_crypto'
  | 'not_a_receipt'
  | 'not_a_key'
  | 'proof_malformed'
  | 'facts_malformed'
  | 'other_index'
  | 'not_in_tree'
  | 'other_log'
  | 'not_signed'
  | 'no_ed25519'
  | 'content_differs'
  | 'content_erased'
  | 'content_unnamed';

/**
 * "broken": this link was tried and does not hold. "unable": it cannot be tried here (the fault says why).
 * "skipped": an earlier one is missing, or there was nothing to check.
 */
export type Step = { link: Link; outcome: 'proven' | 'broken' | 'unable' | 'skipped'; fault?: Fault };

export type Report = {
  steps: Step[];
  outcome: 'proven' | 'broken' | 'unable';
  /** What the receipt says, whether or not it is true. */
  event?: { index: number; facts: Record<string, unknown>; erased: boolean };
  log?: { origin: string; size: number };
  entry_hex?: string;
  content_hex?: string;
};

/**
 * Checks every link that can be checked, so that the first broken one is named and the others are not
 * blamed for it.
 */
export async function check_receipt(
  text: string,
  verifier_key: string,
  content: Uint8Array<ArrayBuffer> | null,
): Promise<Report> {
  const checking = new Checking();
  // Pages that came over plain http have no `crypto.subtle`, whatever its type says.
  if ((crypto.subtle as SubtleCrypto | undefined) === undefined) return checking.stop('receipt', 'unable', 'no_crypto');

  const receipt = read_receipt(text);
  const facts = receipt && read_object(receipt.event.facts);
  const proof = receipt && read_proof(receipt.proof);
  const note = proof && read_note(proof.checkpoint);
  const checkpoint = note && read_checkpoint(note.text);
  if (!receipt) return checking.stop('receipt', 'broken', 'not_a_receipt');
  if (!facts) return checking.stop('receipt', 'broken', 'facts_malformed');
  if (!proof || !note || !checkpoint) return checking.stop('receipt', 'broken', 'proof_malformed');
  const { event } = receipt;
  checking.report.event = { index: event.index, facts, erased: 'digest' in event.personal };
  checking.report.log = { origin: checkpoint.origin, size: checkpoint.size };
  checking.add('receipt', 'proven');

  const key = await read_verifier_key(verifier_key);
  checking.add('key', key ? 'proven' : 'broken', key ? undefined : 'not_a_key');

  const entry = await entry_hash(event);
  checking.report.entry_hex = to_hex(entry);
  if (proof.index !== event.index) checking.add('event', 'broken', 'other_index');
  else checking.add('event', 'proven');
  const included = await is_included(await leaf_hash(entry), proof.index, checkpoint.size, proof.path, checkpoint.root);
  checking.add('place', included ? 'proven' : 'broken', included ? undefined : 'not_in_tree');

  if (!key) checking.add('signature', 'skipped');
  else if (checkpoint.origin !== key.name) checking.add('signature', 'broken', 'other_log');
  else {
    const signed = await check_note(note, key);
    if (signed === 'signed') checking.add('signature', 'proven');
    else
      checking.add(
        'signature',
        signed === 'unable' ? 'unable' : 'broken',
        signed === 'unable' ? 'no_ed25519' : 'not_signed',
      );
  }
  await check_content(checking, event, content);
  return checking.finish();
}

async function check_content(checking: Checking, event: Event, content: Uint8Array<ArrayBuffer> | null): Promise<void> {
  if (content === null) return checking.add('content', 'skipped');
  const digest = to_hex(await sha256(content));
  checking.report.content_hex = digest;
  if ('digest' in event.personal) return checking.add('content', 'unable', 'content_erased');
  const named = read_object(event.personal.text)?.['content_sha256'];
  if (typeof named !== 'string') return checking.add('content', 'unable', 'content_unnamed');
  if (named === digest) checking.add('content', 'proven');
  else checking.add('content', 'broken', 'content_differs');
}

class Checking {
  readonly report: Report = { steps: [], outcome: 'proven' };

  add(link: Link, outcome: Step['outcome'], fault?: Fault): void {
    this.report.steps.push(fault === undefined ? { link, outcome } : { link, outcome, fault });
  }

  /** Nothing further can be checked. */
  stop(link: Link, outcome: 'broken' | 'unable', fault: Fault): Report {
    this.add(link, outcome, fault);
    for (const later of links.slice(links.indexOf(link) + 1)) this.add(later, 'skipped');
    return this.finish();
  }

  finish(): Report {
    const has = (outcome: Step['outcome']) => this.report.steps.some((step) => step.outcome === outcome);
    this.report.outcome = has('broken') ? 'broken' : has('unable') ? 'unable' : 'proven';
    return this.report;
  }
}

function read_object(text: string): Record<string, unknown> | null {
  try {
    const value: unknown = JSON.parse(text);
    return is_object(value) ? value : null;
  } catch {
    return null;
  }
}

function is_object(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function read_sized(value: unknown, size: number): Uint8Array | null {
  const bytes = typeof value === 'string' ? from_base64(value) : null;
  return bytes?.length === size ? bytes : null;
}
