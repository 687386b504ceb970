/** The list on the desk: renewed by itself, but not under the hands of somebody who has selected something. */
import { get, type Fault } from '../../api/api';
import { inbox_query, read_filter } from './filters';
import type { Entry, Inbox } from './types';

const renew_ms = 20_000;

export class Inbox_list {
  inbox = $state.raw<Inbox>();
  fault = $state.raw<Fault>();
  /** What the list has become meanwhile. */
  newer = $state.raw<Inbox>();
  at_ms = $state(Date.now());
  /** Ids of selected entries. */
  selected = $state.raw<ReadonlySet<string>>(new Set());
  #search = '';

  /** Asks for what the address says. */
  async load(search: string): Promise<void> {
    if (search !== this.#search) this.selected = new Set();
    this.#search = search;
    const outcome = await get<Inbox>(`/api/desk/inbox${inbox_query(read_filter(search))}`);
    if (search !== this.#search) return;
    this.fault = 'fault' in outcome ? outcome.fault : undefined;
    if ('value' in outcome) this.#take(outcome.value);
  }

  /** Renews it now and then, and when somebody comes back to it. Gives what ends that. */
  keep_new(): () => void {
    const renew = () => {
      if (document.visibilityState === 'visible') void this.#renew();
    };
    const timer = setInterval(renew, renew_ms);
    document.addEventListener('visibilitychange', renew);
    return () => {
      clearInterval(timer);
      document.removeEventListener('visibilitychange', renew);
    };
  }

  show_newer(): void {
    if (this.newer) this.#take(this.newer);
  }

  /** An entry as it is after an act. */
  put(entry: Entry): void {
    if (!this.inbox) return;
    const applications = this.inbox.applications.map((one) => (one.id === entry.id ? entry : one));
    this.inbox = { ...this.inbox, applications };
  }

  select(ids: Iterable<string>): void {
    this.selected = new Set(ids);
  }

  toggle(id: string): void {
    const now = new Set(this.selected);
    if (!now.delete(id)) now.add(id);
    this.selected = now;
  }

  async #renew(): Promise<void> {
    const search = this.#search;
    const outcome = await get<Inbox>(`/api/desk/inbox${inbox_query(read_filter(search))}`);
    if (search !== this.#search || !('value' in outcome)) return;
    const same = names(outcome.value) === names(this.inbox);
    if (same || this.selected.size === 0) this.#take(outcome.value);
    else this.newer = outcome.value;
  }

  #take(inbox: Inbox): void {
    this.inbox = inbox;
    this.newer = undefined;
    this.at_ms = Date.now();
    this.select(inbox.applications.map(({ id }) => id).filter((id) => this.selected.has(id)));
  }
}

const names = (inbox: Inbox | undefined) => inbox?.applications.map(({ id }) => id).join() ?? '';
