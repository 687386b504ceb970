/**
 * Sending, so that one draft becomes one application whatever happens to the connection.
 *
 * A body whose answer was lost may or may not have been accepted. It is kept with the draft, and the key
 * stays: then the next
 * sending is either the first that arrives, or is told "other body", which means that an earlier one was
 * accepted; asking with
 * the earlier body again gives that one's answer.
 */
import { problem_key, type Outcome, type Problem } from '../../api/api';
import type { Accepted } from '../../api/types';
import { number_in } from '../../base/number';
import type { Draft } from './draft';

export type Sent =
  /** `earlier`: it was an earlier body, with other answers, that had been accepted. */
  | { outcome: 'accepted'; application: Accepted; body: string; earlier: boolean }
  | { outcome: 'refused'; problem: Problem }
  /** The same draft was sent before, from here or elsewhere; "" if the server does not say which application it is. */
  | { outcome: 'sent_before'; application: string }
  /** Certainly not accepted by this sending; worth repeating. */
  | { outcome: 'busy' }
  | { outcome: 'unknown' };

export type Post = (body: string, key: string) => Promise<Outcome<Accepted>>;

/** `save` is called before anything leaves the device and after every answer. */
export async function submit(draft: Draft, body: string, post: Post, save: (draft: Draft) => void): Promise<Sent> {
  const earlier = draft.sent.filter((one) => one !== body);
  const was_pending = draft.sent.includes(body);
  draft.sent = [...earlier, body];
  save(draft);
  const first = read(await post(body, draft.key));
  if (first.outcome === 'accepted') return { ...first, body, earlier: false };
  if (first.outcome === 'unknown') return first;
  if (!was_pending) {
    draft.sent = earlier;
    save(draft);
  }
  if (first.outcome !== 'refused' || problem_key(first.problem) !== 'idempotency.other_body') return first;
  for (const one of earlier) {
    const again = read(await post(one, draft.key));
    if (again.outcome === 'accepted') return { ...again, body: one, earlier: true };
    if (again.outcome !== 'refused') return again;
  }
  return first;
}

type Read = { outcome: 'accepted'; application: Accepted } | Exclude<Sent, { outcome: 'accepted' }>;

function read(outcome: Outcome<Accepted>): Read {
  if ('value' in outcome) return { outcome: 'accepted', application: outcome.value };
  if (outcome.fault.kind === 'unreachable') return { outcome: 'unknown' };
  const { problem } = outcome.fault;
  // Only the server itself can say that nothing was stored; what a gateway answers for it leaves that open.
  const not_stored =
    problem.status === 503 && problem_key(problem) !== '' && problem_key(problem) !== 'db.outcome_unknown';
  if (problem.status === 429 || not_stored) return { outcome: 'busy' };
  if (problem_key(problem) === 'draft.already_sent') {
    return { outcome: 'sent_before', application: problem.application ?? number_in(problem.detail ?? '') };
  }
  return problem.status >= 500 ? { outcome: 'unknown' } : { outcome: 'refused', problem };
}
