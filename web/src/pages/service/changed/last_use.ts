/** When somebody used a service last, if that was an earlier version of it: pure. */

/** An application, or what was filed in this tab. */
export type Use = { service: string; service_version: number; submitted_at: string };

/** Null: never, or on the version that counts now (or a later one, which this page has not heard of yet). */
export function last_use(uses: readonly Use[], service: string, version: number): Use | null {
  const newest = uses
    .filter((one) => one.service === service)
    .reduce<Use | null>((last, one) => (last && last.submitted_at >= one.submitted_at ? last : one), null);
  return newest && newest.service_version < version ? newest : null;
}
