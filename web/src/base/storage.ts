/** The device's own store. A browser may forbid it: then nothing is kept, and who asks is told so. */

export function keep(name: string, value: string, store: () => Storage = () => localStorage): boolean {
  try {
    store().setItem(name, value);
    return true;
  } catch {
    return false;
  }
}

export function kept(name: string, store: () => Storage = () => localStorage): string | null {
  try {
    return store().getItem(name);
  } catch {
    return null;
  }
}

export function remove(name: string): void {
  try {
    localStorage.removeItem(name);
  } catch {
    // What cannot be kept need not be removed.
  }
}

/** The names under which something is kept that begin so. */
export function names_kept(prefix: string, store: () => Storage = () => localStorage): string[] {
  try {
    return Object.keys(store()).filter((name) => name.startsWith(prefix));
  } catch {
    return [];
  }
}
