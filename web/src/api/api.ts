/** Asks the server. Every outcome is a value: what was asked for, or why it did not come. */
import { new_uuid_v7 } from '../base/uuid';
import { take_early } from './early';

/** In every language. */
type Said = Record<'kk' | 'ru' | 'en', string>;
/** `message`, and `detail` below, are in the language in which was asked. */
export type Field_fault = { path: string; key: string; message: string; texts?: Said };
/** RFC 9457; `application` where a draft had been sent before. */
export type Problem = {
  type: string;
  title: string;
  status: number;
  detail?: string;
  texts?: Said;
  fields?: Field_fault[];
  application?: string;
};

export type Fault =
  /** No answer came: no connection, or a server that is down. Whether a change was made is unknown. */
  { kind: 'unreachable' } | { kind: 'problem'; problem: Problem; retry_after_s: number | null };
export type Outcome<T> = { value: T } | { fault: Fault };

const read_limit_ms = 20_000;
const change_limit_ms = 60_000;

/** Told whenever the server wants a session and finds none. */
let hear_session_needed: () => void = () => undefined;
export function when_session_is_needed(heard: () => void): void {
  hear_session_needed = heard;
}

export function get<T>(path: string): Promise<Outcome<T>> {
  return ask(path, {}, read_limit_ms, async (reply) => (await reply.json()) as T);
}

/** As the very text that was sent, for what is checked to the byte. */
export function get_text(path: string): Promise<Outcome<string>> {
  return ask(path, {}, read_limit_ms, (reply) => reply.text());
}

/** `body` is JSON; the same key and body may be sent any number of times and count once. */
export function post<T>(path: string, body: string, key: string, who: Who = 'as_signed_in'): Promise<Outcome<T>> {
  return send('POST', path, body, key, who);
}
export type Who = 'as_signed_in' | 'anonymous';

/** A change that nobody repeats by itself: each call is a new act. A blob goes as the bytes that it is. */
export function change<T>(method: 'POST' | 'PUT' | 'DELETE', path: string, value?: unknown): Promise<Outcome<T>> {
  const body = value === undefined ? null : value instanceof Blob ? value : JSON.stringify(value);
  return send(method, path, body, new_uuid_v7(), 'as_signed_in');
}

function send<T>(method: string, path: string, body: string | Blob | null, key: string, who: Who): Promise<Outcome<T>> {
  const headers: Record<string, string> = { 'Idempotency-Key': key };
  if (body !== null) headers['Content-Type'] = `application/${typeof body === 'string' ? 'json' : 'octet-stream'}`;
  const credentials = who === 'anonymous' ? 'omit' : 'same-origin';
  return ask(path, { method, headers, body, credentials }, change_limit_ms, async (reply) => {
    const text = await reply.text();
    return (text === '' ? {} : JSON.parse(text)) as T;
  });
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
    const problem = await read_problem(reply);
    if (/^session\./.test(problem_key(problem))) hear_session_needed();
    return { fault: { kind: 'problem', problem, retry_after_s: Number.isFinite(wait) ? wait : null } };
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

/** Why, in the language that is being read. */
export function detail_in(lang: keyof Said, problem: Problem): string {
  return problem.texts?.[lang] ?? problem.detail ?? `HTTP ${problem.status}`;
}
/** What is wrong with the first field whose path begins so. */
export function field_fault(lang: keyof Said, fault: Fault | undefined, path: string): string | undefined {
  const found = fault?.kind === 'problem' ? fault.problem.fields?.find((one) => one.path.startsWith(path)) : undefined;
  return found && (found.texts?.[lang] ?? found.message);
}

export function key_of(fault: Fault): string {
  return fault.kind === 'problem' ? problem_key(fault.problem) : '';
}
export function status_of(fault: Fault | undefined): number {
  return fault?.kind === 'problem' ? fault.problem.status : 0;
}
