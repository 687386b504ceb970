/**
 * What was just filed, so that it can be saved: kept in this tab alone (it is personal, and the device may be shared),
 * gone when its owner signs out, somebody else signs in, or the tab is closed.
 */
import type { Accepted, Service } from '../../api/types';
import { keep, kept, names_kept } from '../../base/storage';
import { filed_prefix } from './draft';

export type Filed = { application: Accepted; service: Service; body: string; earlier: boolean };

const name_of = (number: string) => filed_prefix + number;

export function keep_filed(filed: Filed): void {
  keep(name_of(filed.application.number), JSON.stringify(filed), () => sessionStorage);
}

export function kept_filed(number: string): Filed | null {
  try {
    return JSON.parse(kept(name_of(number), () => sessionStorage) ?? 'null') as Filed | null;
  } catch {
    return null;
  }
}

/** Everything that was filed in this tab. */
export function all_kept_filed(): Filed[] {
  return names_kept(filed_prefix, () => sessionStorage)
    .map((name) => kept_filed(name.slice(filed_prefix.length)))
    .filter((filed) => filed !== null);
}
