/**
 * Keeps a draft on the server too, for somebody who is signed in: after each page, quietly, one saving at a time, again
 * when a connection comes back. If it was changed elsewhere meanwhile, the reader decides.
 */
import { change, get, key_of, status_of } from '../../api/api';
import type { Kept_draft } from '../../api/types';
import type { Lang } from '../../base/format';
import type { Answers } from './answers';
import type { Draft } from './draft';

const first_wait_ms = 5_000;
const longest_wait_ms = 120_000;

export type Saving = 'off' | 'saving' | 'saved' | 'waiting' | 'conflict' | 'sent_before';
type Seen = { draft: Draft; version: number; lang: Lang };

export class Server_draft {
  state = $state<Saving>('off');
  theirs = $state.raw<Kept_draft | null>(null);
  #next: Seen | null = null;
  #at_work = false;
  #wait_ms = first_wait_ms;
  #timer: ReturnType<typeof setTimeout> | undefined;

  /** `changed` is told the revision that the server now has. */
  constructor(readonly changed: (revision: number) => void) {}

  save(seen: Seen): void {
    if (this.state === 'conflict') return;
    this.#next = seen;
    void this.#work();
  }

  /** A connection came back. */
  hurry(): void {
    if (this.#next) void this.#work();
  }

  stop(): void {
    this.#next = null;
    clearTimeout(this.#timer);
  }

  /** What stands here shall replace what the server has. */
  keep_mine(seen: Seen): void {
    const base = this.theirs?.revision ?? seen.draft.revision;
    this.theirs = null;
    this.state = 'off';
    this.changed(base);
    this.save({ ...seen, draft: { ...seen.draft, revision: base } });
  }

  /** Their answers, to go on with. */
  take_theirs(): { answers: Answers; revision: number; version: number } | null {
    const taken = this.theirs;
    this.theirs = null;
    this.state = 'saved';
    return (
      taken && { answers: taken.answers as Answers, revision: taken.revision, version: taken.version ?? 0 }
    );
  }

  async #work(): Promise<void> {
    clearTimeout(this.#timer);
    if (this.#at_work) return;
    this.#at_work = true;
    try {
      while (this.#next) {
        const seen: Seen = this.#next;
        this.#next = null;
        this.state = 'saving';
        if (!(await this.#put(seen))) {
          this.#next ??= seen;
          break;
        }
      }
    } finally {
      this.#at_work = false;
    }
  }

  /** False if it is to be tried again later. */
  async #put({ draft, version, lang }: Seen): Promise<boolean> {
    const outcome = await change<{ revision: number }>('PUT', `/api/drafts/${draft.id}`, {
      service: draft.service,
      version,
      answers: draft.answers,
      lang,
      page: draft.page,
      ...(draft.revision > 0 && { base: draft.revision }),
    });
    if ('value' in outcome) {
      this.#wait_ms = first_wait_ms;
      this.state = 'saved';
      this.changed(outcome.value.revision);
      if (this.#next) this.#next = { ...this.#next, draft: { ...this.#next.draft, revision: outcome.value.revision } };
      return true;
    }
    const key = key_of(outcome.fault);
    if (key === 'draft.changed_elsewhere') return this.#ask_theirs(draft);
    if (key === 'draft.already_sent') {
      this.state = 'sent_before';
      return true;
    }
    if (status_of(outcome.fault) >= 400 && status_of(outcome.fault) < 500 && status_of(outcome.fault) !== 429) {
      // Not to be had (signed out, too many drafts): it stays on the device.
      this.state = 'off';
      return true;
    }
    return this.#later();
  }

  #later(): false {
    this.state = 'waiting';
    this.#timer = setTimeout(() => void this.#work(), this.#wait_ms);
    this.#wait_ms = Math.min(this.#wait_ms * 2, longest_wait_ms);
    return false;
  }

  async #ask_theirs(draft: Draft): Promise<boolean> {
    const outcome = await get<Kept_draft>(`/api/drafts/${draft.id}`);
    if (!('value' in outcome)) return this.#later();
    this.theirs = outcome.value;
    this.state = 'conflict';
    this.#next = null;
    return true;
  }
}
