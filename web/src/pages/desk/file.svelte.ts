/** One application on the desk: opened behind a look, acted on, and watched for what others do with it. */
import { change, get, key_of, type Fault } from '../../api/api';
import type { Service } from '../../api/types';
import { filter_search, inbox_query, read_filter } from './filters';
import type { Entry, File, Inbox } from './types';

const watch_ms = 20_000;
const services = new Map<string, Service>();

/** What becomes of it in others' hands, as far as the reader must know. */
export type News = '' | 'changed' | 'colleague' | 'gone';

export class Desk_file {
  file = $state.raw<File>();
  service = $state.raw<Service | null>(null);
  /** Why it was not opened. */
  closed = $state.raw<Fault>();
  /** Why the last act was not done. */
  fault = $state.raw<Fault>();
  news = $state<News>('');
  busy = $state(false);

  constructor(readonly number: string) {}

  /** Each opening is a look: it stands in the applicant's ledger. */
  async open(): Promise<void> {
    [this.closed, this.fault, this.news] = [undefined, undefined, ''];
    const path = `/api/staff/applications/${encodeURIComponent(this.number)}?purpose=decide`;
    const outcome = await get<File>(path);
    if ('fault' in outcome) {
      this.closed = outcome.fault;
      return;
    }
    this.service = await service_of(outcome.value.service);
    this.file = outcome.value;
  }

  /** Whether it was done. Its reply, an entry of the list, holds nothing personal and needs no other look. */
  async act(what: string, given: object = {}): Promise<boolean> {
    if (this.busy) return false;
    this.busy = true;
    this.fault = undefined;
    const path = `/api/desk/applications/${encodeURIComponent(this.number)}/${what}`;
    const outcome = await change<Entry>('POST', path, given);
    this.busy = false;
    if ('fault' in outcome) {
      this.fault = outcome.fault;
      if (/taken_already|not_in_hand|action_not_allowed/.test(key_of(outcome.fault))) await this.#look_for_news();
      return false;
    }
    if (this.file) this.file = { ...this.file, ...outcome.value };
    return true;
  }

  /** Gives what ends it. */
  watch(): () => void {
    const look = () => {
      if (document.visibilityState === 'visible' && this.file && !this.busy) void this.#look_for_news();
    };
    const timer = setInterval(look, watch_ms);
    document.addEventListener('visibilitychange', look);
    return () => {
      clearInterval(timer);
      document.removeEventListener('visibilitychange', look);
    };
  }

  async #look_for_news(): Promise<void> {
    const found = await get<Inbox>(`/api/desk/inbox${filter_search({ number: this.number })}`);
    const before = this.file;
    if (!('value' in found) || !before || this.busy) return;
    this.news = news_of(before, found.value.applications[0]);
  }
}

/** `now`: none if it does not lie on the desk. */
export function news_of(before: Entry, now: Entry | undefined): News {
  if (!now) return before.ball === null ? '' : 'gone';
  if (now.in_hand === 'colleague' && before.in_hand !== 'colleague') return 'colleague';
  const place = (one: Entry) => [one.state, one.step?.id, one.awaits, one.ball?.since, one.overdue, one.in_hand].join();
  return place(now) === place(before) ? '' : 'changed';
}

async function service_of(id: string): Promise<Service | null> {
  const known = services.get(id);
  if (known) return known;
  const found = await get<Service>(`/api/services/${encodeURIComponent(id)}`);
  if (!('value' in found)) return null;
  services.set(id, found.value);
  return found.value;
}

/** The next in the view from which `number` was opened that the reader can work on; null: none is left. */
export async function next_after(number: string, search: string): Promise<string | null> {
  const found = await get<Inbox>(`/api/desk/inbox${inbox_query({ ...read_filter(search), number: '', after: '' })}`);
  return 'value' in found ? following(found.value.applications, number) : null;
}

export function following(list: readonly Entry[], number: string): string | null {
  const at = list.findIndex((one) => one.number === number);
  const others = [...list.slice(at + 1), ...list.slice(0, Math.max(0, at))];
  const work = others.find((one) => one.in_hand === 'you' || (one.lane === 'free' && one.in_hand === null));
  return work?.number ?? null;
}
