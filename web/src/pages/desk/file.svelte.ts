/** One application on the desk: opened behind a look, acted on, and watched for what others do with it. */
import { change, get, key_of, type Fault } from '../../api/api';
import type { Service } from '../../api/types';
import { version_path } from '../../way/version_path';
import { prepare_rules } from '../apply/answers';
import { filter_search, inbox_query, read_filter } from './filters';
import type { Entry, File, Inbox, Issued } from './types';

const watch_ms = 20_000;
/** What follows an act by itself mostly comes in a second; it is asked for after these pauses, then no more. */
const settle_ms = [300, 700, 1000, 2000, 2000];
const services = new Map<string, Service>();

/** What becomes of it in others' hands, as far as the reader must know. */
export type News = '' | 'changed' | 'colleague' | 'gone';

export class Desk_file {
  file = $state.raw<File>();
  service = $state.raw<Service | null>(null);
  documents = $state.raw<Issued[]>([]);
  /** Why it was not opened. */
  closed = $state.raw<Fault>();
  /** Why the last act was not done. */
  fault = $state.raw<Fault>();
  news = $state<News>('');
  busy = $state(false);
  /** Rises when what is being waited for after an act does not matter any more. */
  #round = 0;
  #settles = false;

  constructor(
    readonly number: string,
    readonly utc_offset_minutes: () => number,
  ) {}

  /** Each opening is a look: it stands in the applicant's ledger. */
  async open(): Promise<void> {
    [this.closed, this.fault, this.news] = [undefined, undefined, ''];
    this.closed = await this.#load(() => true);
  }

  /** What it found is taken while that `counts`. */
  async #load(counts: () => boolean): Promise<Fault | undefined> {
    const path = `/api/staff/applications/${encodeURIComponent(this.number)}`;
    const outcome = await get<File>(`${path}?purpose=decide`);
    if ('fault' in outcome) return outcome.fault;
    const file = outcome.value;
    const [service, issued] = await Promise.all([
      service_of(file, this.utc_offset_minutes()),
      file.outcome === null ? null : get<{ documents: Issued[] }>(`${path}/documents`),
    ]);
    if (!counts()) return undefined;
    [this.service, this.file, this.news] = [service, file, ''];
    this.documents = issued && 'value' in issued ? issued.value.documents : [];
    return undefined;
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
    if (what.startsWith('actions/') || this.#settles) void this.#settle();
    return true;
  }

  /** Waits without a look until what follows an act has happened, then opens it anew: one look, not one a try. */
  async #settle(): Promise<void> {
    const round = ++this.#round;
    const counts = () => round === this.#round && !this.busy;
    this.#settles = true;
    for (const pause of settle_ms) {
      const found = await get<Inbox>(`/api/desk/inbox${filter_search({ number: this.number })}`);
      if (round !== this.#round) return;
      const now = 'value' in found ? found.value.applications[0] : this.file;
      if (now && this.file && counts()) this.file = { ...this.file, ...now };
      if (!now || !goes_on_by_itself(now)) break;
      await new Promise((done) => setTimeout(done, pause));
      if (round !== this.#round) return;
    }
    await this.#load(counts);
    if (round === this.#round) this.#settles = false;
  }

  /** Gives what ends it. */
  watch(): () => void {
    const look = () => {
      const quiet = !this.busy && !this.#settles;
      if (document.visibilityState === 'visible' && this.file && quiet) void this.#look_for_news();
    };
    const timer = setInterval(look, watch_ms);
    document.addEventListener('visibilitychange', look);
    return () => {
      ++this.#round;
      this.#settles = false;
      clearInterval(timer);
      document.removeEventListener('visibilitychange', look);
    };
  }

  async #look_for_news(): Promise<void> {
    const found = await get<Inbox>(`/api/desk/inbox${filter_search({ number: this.number })}`);
    const before = this.file;
    if (!('value' in found) || !before || this.busy || this.#settles) return;
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

/** Nobody has to act before it stands where it stays for a while. */
export function goes_on_by_itself({ state, awaits }: Pick<Entry, 'state' | 'awaits'>): boolean {
  return state === 'decided' || (state === 'in_progress' && (awaits === 'system' || awaits === 'register'));
}

/** In the version under which it was filed. */
async function service_of(file: File, utc_offset_minutes: number): Promise<Service | null> {
  const path = version_path(file.service, file.service_version);
  const known = services.get(path);
  if (known) return known;
  const found = await get<Service>(path);
  if (!('value' in found)) return null;
  await prepare_rules(found.value, utc_offset_minutes).catch(() => undefined);
  services.set(path, found.value);
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
