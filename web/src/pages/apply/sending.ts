/** One sending of a draft, whoever started it: the reader or the return of a connection. Only one tab at a time. */
import { get, post } from '../../api/api';
import type { Accepted, Service } from '../../api/types';
import type { Sent_note } from '../../parts/outbox.svelte';
import { keep_filed } from './filed';
import { all_drafts, read_draft, remove_draft, save_draft, type Draft } from './draft';
import { submit, type Sent } from './submit';

type Note = (note: Sent_note) => void;

const note_of = (draft: Draft, number: string): Sent_note => ({
  draft: draft.id,
  service: draft.service,
  owner: draft.owner,
  number,
  at: new Date().toISOString(),
});

/**
 * Sends `body` and writes down what became of it. The draft is gone once it has been accepted.
 * `service`: if it is at hand, so that what was filed can be saved.
 */
export async function send(draft: Draft, body: string, service: Service | null, note: Note): Promise<Sent> {
  const stored = read_draft(draft.id);
  // Another tab may have sent it meanwhile, with other answers.
  if (stored) draft.sent = stored.sent;
  const who = draft.owner === '' ? 'anonymous' : 'as_signed_in';
  const sent = await submit(
    draft,
    body,
    (text, key) => post<Accepted>('/api/applications', text, key, who),
    (changed) => void save_draft(changed),
  );
  if (sent.outcome === 'accepted') {
    const known = service ?? (await definition(draft.service));
    if (known) keep_filed({ application: sent.application, service: known, body: sent.body, earlier: sent.earlier });
    remove_draft(draft.id);
    note(note_of(draft, sent.application.number));
  } else if (sent.outcome === 'sent_before') {
    remove_draft(draft.id);
    note(note_of(draft, sent.application));
  }
  return sent;
}

async function definition(service: string): Promise<Service | null> {
  const outcome = await get<Service>(`/api/services/${encodeURIComponent(service)}`);
  return 'value' in outcome ? outcome.value : null;
}

/** Whether something still waits. What belongs to somebody else waits for them. */
export async function send_waiting(owner: string, note: Note): Promise<boolean> {
  let left = false;
  for (const draft of all_drafts()) {
    if (draft.queued === null || (draft.owner !== '' && draft.owner !== owner)) continue;
    const sent = await send(draft, draft.queued.body, null, note);
    if (sent.outcome === 'unknown' || sent.outcome === 'busy') left = true;
    if (sent.outcome !== 'refused') continue;
    // Signing in again mends it: it goes on waiting for that.
    if (sent.problem.status === 401) continue;
    draft.queued = null;
    draft.refusal = sent.problem;
    save_draft(draft);
    note(note_of(draft, ''));
  }
  return left;
}
