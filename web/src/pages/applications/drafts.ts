/** What has been begun: in the account, on this device, or both. */
import type { Kept_draft } from '../../api/types';
import type { Text } from '../../base/language.svelte';
import type { Draft } from '../apply/draft';

export type Begun = {
  id: string;
  service: string;
  title: Text | null;
  changed_at: string;
  on_server: boolean;
  on_device: boolean;
  queued: boolean;
};

/** Newest first; a draft that both have appears once. */
export function all_begun(on_server: readonly Kept_draft[], on_device: readonly Draft[]): Begun[] {
  const begun = new Map<string, Begun>();
  for (const draft of on_server) {
    begun.set(draft.id, {
      id: draft.id,
      service: draft.service,
      title: draft.service_title ?? null,
      changed_at: draft.updated_at ?? '',
      on_server: true,
      on_device: false,
      queued: false,
    });
  }
  for (const draft of on_device) {
    const known = begun.get(draft.id);
    begun.set(draft.id, {
      id: draft.id,
      service: draft.service,
      title: known?.title ?? null,
      changed_at: known && known.changed_at > draft.changed_at ? known.changed_at : draft.changed_at,
      on_server: known !== undefined,
      on_device: true,
      queued: draft.queued !== null,
    });
  }
  return [...begun.values()].sort((a, b) => b.changed_at.localeCompare(a.changed_at));
}
