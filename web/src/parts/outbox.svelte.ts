/**
 * Applications that wait on this device for a connection. They are sent by themselves, by one tab, under their own key;
 * what became of them is kept on the device until it has been read, and every tab hears of it.
 */
import { session } from '../api/session.svelte';
import { keep, kept, names_kept, remove } from '../base/storage';
import { alone } from './locks';

/** What became of a draft. `number`: of the application; '' if it was refused, and the draft is still there. */
export type Sent_note = { draft: string; service: string; owner: string; number: string; at: string; read?: boolean };

const prefix = 'qyzmet.sent.';
const kept_ms = 7 * 24 * 3600_000;
const first_wait_ms = 15_000;
const longest_wait_ms = 300_000;

class Outbox {
  notes = $state.raw<Sent_note[]>([]);
  /** How many wait on this device, whoever they belong to. */
  waiting = $state(0);
  #wait_ms = first_wait_ms;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #at_work = false;

  note_of(draft: string): Sent_note | undefined {
    return this.notes.find((note) => note.draft === draft);
  }

  add(note: Sent_note): void {
    keep(prefix + note.draft, JSON.stringify(note));
    this.read();
  }

  /** Somebody has read it. It stays for the tabs that still show the draft. */
  mark_read(note: Sent_note): void {
    this.add({ ...note, read: true });
  }

  /** Looks at the device anew. */
  read(): void {
    this.notes = names_kept(prefix).flatMap((name) => {
      try {
        const note = JSON.parse(kept(name) ?? '') as Sent_note;
        if (Date.now() - Date.parse(note.at) < kept_ms) return [note];
        remove(name);
      } catch {
        // Not ours.
      }
      return [];
    });
    this.waiting = names_kept('qyzmet.draft.').filter((name) => /"queued":\{/.test(kept(name) ?? '')).length;
  }

  /** Something was put by because there was no answer: another try comes by itself. */
  hurry_later(): void {
    this.read();
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.hurry(), this.#wait_ms);
  }

  /** Something may be waiting, and a connection may be there. */
  async hurry(): Promise<void> {
    this.read();
    clearTimeout(this.#timer);
    if (this.waiting === 0 || this.#at_work) return;
    this.#at_work = true;
    try {
      const { send_waiting } = await import('../pages/apply/sending');
      const left = await alone('qyzmet.sending', () => send_waiting(session.owner, (note) => this.add(note)));
      this.#wait_ms = left ? Math.min(this.#wait_ms * 2, longest_wait_ms) : first_wait_ms;
    } catch {
      // The code itself did not come: there is no connection.
    } finally {
      this.#at_work = false;
    }
    this.read();
    if (this.waiting > 0) this.#timer = setTimeout(() => void this.hurry(), this.#wait_ms);
  }
}

export const outbox = new Outbox();

export function watch_outbox(): void {
  void outbox.hurry();
  addEventListener('online', () => void outbox.hurry());
  document.addEventListener('visibilitychange', () => {
    if (document.visibilityState === 'visible') void outbox.hurry();
  });
  addEventListener('storage', (event) => {
    if (event.key === null || /^qyzmet\.(sent|draft)\./.test(event.key)) outbox.read();
  });
}
