/** Asks the server. Every outcome is a value: what was asked for, or why it did not come. */
import type { Text } from '../base/language.svelte';
import { take_early } from './early';

export type About = {
  version: string;
  demo: boolean;
  /** The log's verifier key, "name+hash+key". */
  log_key: string;
  /** Minutes east of Greenwich in which the country shows its times. */
  utc_offset_minutes?: number;
  phone?: Phone_plan;
};
/** How telephone numbers of the country are written, as the server normalises them. */
export type Phone_plan = { country_code: string; trunk_prefix: string; national_digits: number };

type Fact = { certainty: 'sourced' | 'unverified'; source: string };
export type Summary = {
  id: string;
  version: number;
  code: string | null;
  title: Text;
  agency: { id: string; title: Text };
  deadline: Fact & ({ minutes: number } | { working_days: number });
  fee: Fact & { mrp_milli: number };
  result: Text;
};
export type Option = { value: string; title: Text };
export type Question = {
  id: string;
  kind: 'iin' | 'text' | 'phone' | 'email' | 'date' | 'choice' | 'yes_no' | 'region' | 'statement';
  title: Text;
  hint?: Text;
  required: boolean;
  max_length?: number;
  options?: Option[];
};
export type Page = { id: string; title: Text; questions: Question[] };
export type Service = Summary & { pages: Page[] };

/** What filing answers with. */
export type Accepted = {
  id: string;
  number: string;
  state: string;
  submitted_at: string;
  digest: string;
  journal_index: number;
};
export type Application = Accepted & {
  service: string;
  service_title: Text | null;
  service_version: number;
  /** A moment; or a number of working days and, if the calendar of that year is known, the last of them. */
  due: { due_at: string | null; due_days: number | null; due_on: string | null };
};

export type Field_fault = { path: string; key: string; message: string };
/** RFC 9457. */
export type Problem = { type: string; title: string; status: number; detail?: string; fields?: Field_fault[] };

export type Fault =
  /** No answer came: no connection, or a server that is down. Whether a change was made is unknown. */
  { kind: 'unreachable' } | { kind: 'problem'; problem: Problem; retry_after_s: number | null };
export type Outcome<T> = { value: T } | { fault: Fault };

const read_limit_ms = 20_000;
const change_limit_ms = 60_000;

export function get<T>(path: string): Promise<Outcome<T>> {
  return ask(path, {}, read_limit_ms, async (reply) => (await reply.json()) as T);
}

/** As the very text that was sent, for what is checked to the byte. */
export function get_text(path: string): Promise<Outcome<string>> {
  return ask(path, {}, read_limit_ms, (reply) => reply.text());
}

/** `body` is JSON; the same key and body may be sent any number of times and count once. */
export function post<T>(path: string, body: string, key: string): Promise<Outcome<T>> {
  const headers = { 'Content-Type': 'application/json', 'Idempotency-Key': key };
  return ask(path, { method: 'POST', headers, body }, change_limit_ms, async (reply) => (await reply.json()) as T);
}

async function ask<T>(
  path: string,
  init: RequestInit,
  limit_ms: number,
  read: (reply: Response) => Promise<T>,
): Promise<Outcome<T>> {
  const stop = new AbortController();
  const timer = setTimeout(() => stop.abort(), limit_ms);
  try {
    const early = init.method === undefined ? take_early(path) : undefined;
    const reply = await (early ?? fetch(path, { ...init, signal: stop.signal }));
    if (reply.ok) return { value: await read(reply) };
    const wait = Number(reply.headers.get('Retry-After') ?? NaN);
    return {
      fault: {
        kind: 'problem',
        problem: await read_problem(reply),
        retry_after_s: Number.isFinite(wait) ? wait : null,
      },
    };
  } catch {
    return { fault: { kind: 'unreachable' } };
  } finally {
    clearTimeout(timer);
  }
}

/** Something between us and the server may answer with a page of its own. */
async function read_problem(reply: Response): Promise<Problem> {
  const bare = { type: 'about:blank', title: '', status: reply.status };
  if (!/json/.test(reply.headers.get('Content-Type') ?? '')) return bare;
  return { ...bare, ...((await reply.json()) as Partial<Problem>) };
}

/** The server's word for what went wrong ("idempotency.other_body"); empty if the answer is not our server's. */
export function problem_key(problem: Problem): string {
  return problem.type.startsWith('/problems/') ? problem.type.slice('/problems/'.length) : '';
}
