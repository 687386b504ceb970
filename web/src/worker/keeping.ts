/** What the service worker keeps, and what it never touches: pure, so that it is tested without a browser. */

/**
 * Nothing personal: the catalogue, and what the server says of itself. Whatever else is under /api/ belongs to somebody
 * and passes by.
 */
export function is_public(path: string): boolean {
  return /^\/api\/(about|life-events|finder|services(\/[^/]+)?)$/.test(path);
}

/** Pages are one document; what the server itself answers is not. */
export function is_page(path: string): boolean {
  return !/^\/(api|log|assets)(\/|$)/.test(path) && !/\.[a-z]+$/.test(path) && !/^\/(healthz|metrics)$/.test(path);
}

const prefix = 'qyzmet-pages-';
export const public_store = 'qyzmet-public';

export function store_of(version: string): string {
  return `${prefix}${version}`;
}

/**
 * Stores to be rid of once `version` runs. The newest other one stays: a tab that was opened before may still ask for
 * its files. `names` are in the order in which they were made.
 */
export function outdated(names: readonly string[], version: string): string[] {
  return names.filter((name) => name.startsWith(prefix) && name !== store_of(version)).slice(0, -1);
}
