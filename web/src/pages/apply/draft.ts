/** An application not yet sent. It lives on the device alone, until it has been accepted or is removed. */
import { new_uuid_v7 } from '../../base/uuid';
import { keep, kept, remove } from '../../base/storage';
import type { Answers } from './answers';

export type Draft = {
  service: string;
  answers: Answers;
  /** Idempotency-Key of this application: one for its whole life, so that it can be filed only once. */
  key: string;
  /** Bodies sent under the key whose fate is not known, oldest first. */
  sent: string[];
  changed_at: string;
};

const name_of = (service: string) => `qyzmet.draft.${service}`;

export function new_draft(service: string): Draft {
  return { service, answers: {}, key: new_uuid_v7(), sent: [], changed_at: new Date().toISOString() };
}

export function load_draft(service: string): Draft | null {
  try {
    const draft = JSON.parse(kept(name_of(service)) ?? 'null') as Partial<Draft> | null;
    if (typeof draft?.key !== 'string' || typeof draft.answers !== 'object' || !Array.isArray(draft.sent)) return null;
    return { ...new_draft(service), ...draft, service };
  } catch {
    return null;
  }
}

/** Whether this device keeps it. */
export function save_draft(draft: Draft): boolean {
  return keep(name_of(draft.service), JSON.stringify(draft));
}

export function remove_draft(service: string): void {
  remove(name_of(service));
}

export function has_answers(draft: Draft | null): draft is Draft {
  return (
    draft !== null && (draft.sent.length > 0 || Object.values(draft.answers).some((answer) => answer.trim() !== ''))
  );
}
