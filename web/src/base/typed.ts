/**
 * What somebody has typed into a small form and not yet sent: kept in this tab, so that signing in anew loses nothing;
 * gone when they sign out, when somebody else signs in and when the tab is closed.
 */
import { keep, kept } from './storage';

const prefix = 'qyzmet.typed.';

export function keep_typed(name: string, typed: Record<string, unknown>): void {
  keep(prefix + name, JSON.stringify(typed), () => sessionStorage);
}

export function kept_typed<T extends Record<string, unknown>>(name: string, empty: T): T {
  try {
    return { ...empty, ...(JSON.parse(kept(prefix + name, () => sessionStorage) ?? '{}') as Partial<T>) };
  } catch {
    return { ...empty };
  }
}

export function forget_typed(name = ''): void {
  try {
    for (const key of Object.keys(sessionStorage)) if (key.startsWith(prefix + name)) sessionStorage.removeItem(key);
  } catch {
    // What cannot be kept need not be removed.
  }
}
