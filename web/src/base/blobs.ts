/** Files that are on their way, kept on the device. A browser may forbid it: then they are chosen again. */

const database = 'qyzmet.files';
const store = 'files';
const kept_ms = 24 * 60 * 60 * 1000;

type Kept = { draft: string; blob: Blob; at: number };

function open(): Promise<IDBDatabase> {
  return new Promise((resolve, reject) => {
    const asked = indexedDB.open(database, 1);
    asked.onupgradeneeded = () => asked.result.createObjectStore(store);
    asked.onsuccess = () => resolve(asked.result);
    asked.onerror = () => reject(asked.error);
  });
}

async function with_store<T>(mode: IDBTransactionMode, work: (all: IDBObjectStore) => IDBRequest<T>): Promise<T> {
  const opened = await open();
  try {
    return await new Promise<T>((resolve, reject) => {
      const tx = opened.transaction(store, mode);
      const asked = work(tx.objectStore(store));
      tx.oncomplete = () => resolve(asked.result);
      tx.onerror = tx.onabort = () => reject(tx.error);
    });
  } finally {
    opened.close();
  }
}

/** Removes those that fit. */
async function remove_where(fits: (kept: Kept) => boolean): Promise<void> {
  await with_store('readwrite', (all) => {
    const cursor = all.openCursor();
    cursor.onsuccess = () => {
      const at = cursor.result;
      if (!at) return;
      if (fits(at.value as Kept)) at.delete();
      at.continue();
    };
    return cursor;
  }).catch(() => undefined);
}

/** Also forgets what is older than a day: the server does not keep longer what nothing names. */
export async function keep_blob(id: string, draft: string, blob: Blob): Promise<void> {
  const now = Date.now();
  await remove_where((kept) => kept.at < now - kept_ms);
  await with_store('readwrite', (all) => all.put({ draft, blob, at: now } satisfies Kept, id)).catch(() => undefined);
}

export async function kept_blob(id: string): Promise<Blob | null> {
  const kept = await with_store<Kept | undefined>('readonly', (all) => all.get(id)).catch(() => undefined);
  return kept?.blob ?? null;
}

export async function remove_blob(id: string): Promise<void> {
  await with_store('readwrite', (all) => all.delete(id)).catch(() => undefined);
}

/** All that this draft has on its way. */
export function remove_blobs_of(draft: string): Promise<void> {
  return remove_where((kept) => kept.draft === draft);
}
