/** An application not yet sent. It lives on the device, and with whoever is signed in on the server too. */
import type { Problem } from '../../api/api';
import { keep, kept, names_kept, remove } from '../../base/storage';
import { new_uuid_v7 } from '../../base/uuid';
import { is_blank, type Answers } from './answers';

export type Draft = {
  /** The same here and on the server. */
  id: string;
  service: string;
  /** Whose it is: a person's id; '' if nobody was signed in. */
  owner: string;
  answers: Answers;
  /** Idempotency-Key of this application: one for its whole life, so that it can be filed only once. */
  key: string;
  /** Bodies sent under the key whose fate is not known, oldest first. */
  sent: string[];
  changed_at: string;
  /** The page that was open. */
  page: string;
  /** The mandate under which it is filed; '' for oneself. */
  mandate: string;
  /** The form's version that the reader has seen last; 0: not told, it counts as the current one. */
  version: number;
  /** The server's count of its changes; 0: it does not have it. */
  revision: number;
  /** It is to be sent as soon as there is a connection. */
  queued: { body: string; at: string } | null;
  /** Why the server did not accept it when it was sent while nobody looked. */
  refusal: Problem | null;
};

const prefix = 'qyzmet.draft.';
/** Under it and its number stands what was filed in this tab (filed.ts); gone with all that was typed. */
export const filed_prefix = 'qyzmet.typed.filed.';

export function new_draft(service: string, owner = ''): Draft {
  return {
    id: new_uuid_v7(),
    service,
    owner,
    answers: {},
    key: new_uuid_v7(),
    sent: [],
    changed_at: new Date().toISOString(),
    page: '',
    mandate: '',
    version: 0,
    revision: 0,
    queued: null,
    refusal: null,
  };
}

export function read_draft(id: string): Draft | null {
  try {
    const found = JSON.parse(kept(prefix + id) ?? 'null') as Partial<Draft> | null;
    if (typeof found?.key !== 'string' || typeof found.answers !== 'object' || !Array.isArray(found.sent)) return null;
    return { ...new_draft(found.service ?? ''), ...found, id };
  } catch {
    return null;
  }
}

/** All that this device keeps for this owner, newest first. */
export function drafts_of(owner: string): Draft[] {
  return all_drafts().filter((draft) => draft.owner === owner);
}

export function all_drafts(): Draft[] {
  return names_kept(prefix)
    .flatMap((name) => read_draft(name.slice(prefix.length)) ?? [])
    .sort((a, b) => b.changed_at.localeCompare(a.changed_at));
}

/** The newest that this owner has begun of this service. */
export function load_draft(service: string, owner: string): Draft | null {
  return drafts_of(owner).find((draft) => draft.service === service) ?? null;
}

/** Whether this device keeps it. */
export function save_draft(draft: Draft): boolean {
  return keep(prefix + draft.id, JSON.stringify(draft));
}

export function remove_draft(id: string): void {
  remove(prefix + id);
}

export function has_answers(draft: Draft | null): draft is Draft {
  return (
    draft !== null && (draft.sent.length > 0 || Object.values(draft.answers).some((answer) => !is_blank(answer)))
  );
}

/** Somebody signed in while filling it in: it becomes theirs, unless it has been sent in nobody's name already. */
export function adopt(draft: Draft, owner: string): boolean {
  if (draft.owner !== '' || owner === '' || draft.sent.length > 0) return false;
  draft.owner = owner;
  return true;
}
