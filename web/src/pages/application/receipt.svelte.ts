/** Fetches a receipt as soon as it is published, and goes on trying until it is there. */
import { get_text } from '../../api/api';

const first_wait_ms = 500;
const longest_wait_ms = 15_000;

export class Receipt_watch {
  text = $state<string>();
  failing = $state(false);
  #stopped = false;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #wait_ms = first_wait_ms;

  constructor(readonly number: string) {
    void this.#ask();
  }

  /** Something happened (a live event, a connection that came back): ask now. */
  hurry(): void {
    if (this.text !== undefined || this.#stopped) return;
    clearTimeout(this.#timer);
    void this.#ask();
  }

  stop(): void {
    this.#stopped = true;
    clearTimeout(this.#timer);
  }

  async #ask(): Promise<void> {
    const outcome = await get_text(`/api/applications/${encodeURIComponent(this.number)}/receipt`);
    if (this.#stopped || this.text !== undefined) return;
    if ('value' in outcome) {
      this.text = outcome.value;
      this.failing = false;
      return;
    }
    const waiting = outcome.fault.kind === 'problem' && outcome.fault.problem.status === 503;
    this.failing = !waiting;
    const asked_ms = outcome.fault.kind === 'problem' ? (outcome.fault.retry_after_s ?? 0) * 1000 : 0;
    this.#timer = setTimeout(() => void this.#ask(), Math.max(asked_ms, this.#wait_ms));
    this.#wait_ms = Math.min(this.#wait_ms * 1.5, longest_wait_ms);
  }
}
