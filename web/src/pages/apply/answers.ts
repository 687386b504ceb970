/** What one answer must look like, before it is sent. The server has the last word; its keys name the faults. */
import type { Equals, Page, Phone_plan, Question, Rule, Service, When } from '../../api/types';
import { canonical_json, type Json } from '../../base/canonical';
import { bin_is_valid, iban_is_valid, iin_is_valid } from '../../base/iin';
import type { Words } from '../../words/words';
import { hundredths, plain_number } from './numbers';

/** As typed; "true" and "false" for yes_no and statement. */
export type Address = { region: string; text: string };
export type Item = { [field: string]: Answer };
/** What is said of a file that was chosen; its bytes go to the server by themselves (upload.ts). */
export type File_record = { name: string; sha256: string; size: number; type: string };
export type Answer = string | string[] | Address | File_record | Item[];
/** By question id. Questions without an answer do not occur; answers to questions no longer shown do. */
export type Answers = Record<string, Answer>;
export type Fault_key = keyof Words['faults'];
/** `path`: the question, and in a list the item and the field: "child.0.iin". */
export type Found = { path: string; key: Fault_key };

export function text_of(answer: Answer | undefined): string {
  return typeof answer === 'string' ? answer : '';
}
export function list_of(answer: Answer | undefined): string[] {
  return Array.isArray(answer) ? answer.filter((one) => typeof one === 'string') : [];
}
export function address_of(answer: Answer | undefined): Address {
  return typeof answer === 'object' && 'text' in answer ? (answer as Address) : { region: '', text: '' };
}
export function file_of(answer: Answer | undefined): File_record | null {
  return typeof answer === 'object' && 'sha256' in answer ? (answer as File_record) : null;
}
export function items_of(answer: Answer | undefined): Item[] {
  return Array.isArray(answer) ? answer.filter((one) => typeof one === 'object') : [];
}
export function is_blank(answer: Answer | undefined): boolean {
  if (answer === undefined) return true;
  if (typeof answer === 'string') return answer.trim() === '';
  if (Array.isArray(answer))
    return answer.every((one) => typeof one === 'object' && Object.values(one).every(is_blank));
  return file_of(answer) === null && is_blank(address_of(answer).region) && is_blank(address_of(answer).text);
}

/** What earlier questions were answered with, of those that are shown. */
export class Given {
  readonly texts = new Map<string, string>();
  readonly asked: Question[] = [];
  constructor(readonly answers: Answers) {}

  add(question: Question): void {
    this.texts.set(question.id, normal(question, text_of(this.answers[question.id])));
    this.asked.push(question);
  }
  has({ question, equals }: Equals): boolean {
    return this.texts.get(question) === String(equals);
  }
}

/** Evaluates rules; fetched only for a form that has any. */
let rule_holds: ((rule: Rule, given: Given) => boolean) | null = null;
export async function prepare_rules(service: Pick<Service, 'pages'>, utc_offset_minutes: number): Promise<void> {
  const has_rule = (one: { when?: When | null }) => !!one.when && 'rule' in one.when;
  const questions = service.pages.flatMap((page) => page.questions);
  const all = [...service.pages, ...questions, ...questions.flatMap((question) => question.fields ?? [])];
  if (!all.some(has_rule)) return;
  const rules = await import('./rule_holds');
  rule_holds = (rule, given) => rules.rule_holds(rule, given, rules.country_day(Date.now(), utc_offset_minutes));
}

/** Without the evaluator everything is shown: the server has the last word. */
function holds(when: When | null | undefined, given: Given): boolean {
  if (!when) return true;
  if ('rule' in when) return rule_holds === null || rule_holds(when.rule, given);
  return 'all' in when ? when.all.every((one) => given.has(one)) : given.has(when);
}

/** Those of `questions` that are asked in view of the answers; what hangs on a hidden one is hidden too. */
export function shown_of(questions: readonly Question[], answers: Answers, given = new Given(answers)): Question[] {
  return questions.filter((question) => {
    if (!holds(question.when, given)) return false;
    given.add(question);
    return true;
  });
}

/** The pages of somebody with these answers, with the questions that are asked of them: perhaps none. */
export function shown_pages(service: Pick<Service, 'pages'>, answers: Answers): Page[] {
  const given = new Given(answers);
  return service.pages.flatMap((page) =>
    holds(page.when, given) ? [{ ...page, questions: shown_of(page.questions, answers, given) }] : [],
  );
}

/** Pages with a question; statements are made where the answers are checked. */
export function form_pages(service: Service, answers: Answers = {}): Page[] {
  return shown_pages(service, answers)
    .map((page) => ({ ...page, questions: page.questions.filter((question) => question.kind !== 'statement') }))
    .filter((page) => page.questions.length > 0);
}

export function statements(service: Service, answers: Answers = {}): Question[] {
  return shown_pages(service, answers).flatMap((page) => page.questions.filter(({ kind }) => kind === 'statement'));
}

/** The answer in the form in which it is sent: without what people put in to read it better. */
export function normal(question: Question, typed: string): string {
  const text = typed.replace(/^[\s\u00a0]+|[\s\u00a0]+$/g, '');
  switch (question.kind) {
    case 'iin':
    case 'bin':
      return text.replace(/[\s-]/g, '');
    case 'iban':
      return text.replace(/\s/g, '').toUpperCase();
    case 'date':
      return normal_date(text);
    case 'number':
    case 'money':
      return plain_number(text);
    default:
      return text;
  }
}

function normal_date(text: string): string {
  const parts = text.split('-');
  if (parts.every((part) => part.trim() === '')) return '';
  const [year = '', month = '', day = ''] = parts.map((part) => part.trim());
  return `${year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}`;
}

/** What is wrong with an answer of one piece, or null. */
export function fault_of(question: Question, answer: Answer | undefined): Fault_key | null {
  if (question.kind === 'choices') return fault_of_choices(question, list_of(answer));
  if (question.kind === 'address') return fault_of_address(question, address_of(answer));
  if (question.kind === 'file') {
    const file = file_of(answer);
    return fault_of_file(question, file) ?? (file && file_waits(file));
  }
  const text = normal(question, text_of(answer));
  if (question.kind === 'statement') return text === 'true' ? null : 'field.must_agree';
  if (text === '') return question.required ? (question.options ? 'field.not_a_choice' : 'field.missing') : null;
  switch (question.kind) {
    case 'iin':
      if (!/^\d{12}$/.test(text)) return 'iin.not_12_digits';
      return iin_is_valid(text) ? null : 'iin.check_digit';
    case 'bin':
      if (!/^\d{12}$/.test(text)) return 'bin.not_12_digits';
      return bin_is_valid(text) ? null : 'bin.check_digit';
    case 'iban':
      return iban_is_valid(text) ? null : 'iban.check_digits';
    case 'text':
    case 'long_text':
      return too_long(question, text);
    case 'choice':
    case 'region':
      return question.options?.some((option) => option.value === text) ? null : 'field.not_a_choice';
    case 'email':
      return /^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(text) ? null : 'email.malformed';
    case 'date':
      return is_date(text) ? null : 'date.malformed';
    case 'number':
      return /^-?\d{1,15}$/.test(text) ? out_of_range(question, Number(text)) : 'number.malformed';
    case 'money': {
      const tiyn = hundredths(text);
      return tiyn === null ? 'money.malformed' : out_of_range(question, tiyn);
    }
    // Telephone numbers are written in too many ways: the server, which knows the country's, looks at them.
    default:
      return null;
  }
}

function too_long(question: Question, text: string): Fault_key | null {
  return [...text].length > (question.max_length ?? Infinity) ? 'field.too_long' : null;
}

function out_of_range(question: Question, value: number): Fault_key | null {
  return value < (question.min ?? -Infinity) || value > (question.max ?? Infinity) ? 'field.not_in_range' : null;
}

function fault_of_choices(question: Question, chosen: string[]): Fault_key | null {
  if (chosen.length === 0) return question.required ? 'field.not_a_choice' : null;
  return chosen.every((one) => question.options?.some((option) => option.value === one)) ? null : 'field.not_a_choice';
}

function fault_of_address(question: Question, address: Address): Fault_key | null {
  const [region, text] = [address.region.trim(), address.text.trim()];
  if (region === '' && text === '' && !question.required) return null;
  if (region === '' || text === '') return 'address.incomplete';
  return too_long(question, text);
}

export function fault_of_file(question: Question, file: Omit<File_record, 'sha256'> | null): Fault_key | null {
  if (file === null) return question.required ? 'field.missing' : null;
  if (!(question.types ?? []).includes(file.type)) return 'field.file_type';
  if (file.size === 0) return 'field.file_empty';
  return file.size > (question.max_size ?? Infinity) ? 'field.file_size' : null;
}

/** Of a file that was chosen: whether it still has to be sent, as far as this page knows. */
let file_waits: (file: File_record) => Fault_key | null = () => null;
export function ask_of_files(asked: typeof file_waits): void {
  file_waits = asked;
}

/** All that is wrong with an answer: of a list, with each field of each item. */
export function faults_of(question: Question, answer: Answer | undefined, path: string = question.id): Found[] {
  if (question.kind !== 'repeat') {
    const key = fault_of(question, answer);
    return key === null ? [] : [{ path, key }];
  }
  const items = items_of(answer);
  if (items.length < (question.min ?? 0)) return [{ path, key: 'field.missing' }];
  return items.flatMap((item, i) =>
    shown_of(question.fields ?? [], item).flatMap((field) =>
      faults_of(field, item[field.id], `${path}.${i}.${field.id}`),
    ),
  );
}

function is_date(text: string): boolean {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return false;
  const date = new Date(`${text}T00:00:00Z`);
  return !Number.isNaN(date.getTime()) && date.toISOString().startsWith(text);
}

/** The answers to these questions as JSON values; blank ones and those of questions not asked are left out. */
export function to_send(questions: readonly Question[], answers: Answers): Record<string, Json> {
  const out: Record<string, Json> = {};
  for (const question of shown_of(questions, answers)) {
    const value = value_of(question, answers[question.id]);
    if (value !== undefined) out[question.id] = value;
  }
  return out;
}

function value_of(question: Question, answer: Answer | undefined): Json | undefined {
  switch (question.kind) {
    case 'choices':
      return list_of(answer).length > 0 ? list_of(answer) : undefined;
    case 'address': {
      const { region, text } = address_of(answer);
      return region.trim() === '' && text.trim() === '' ? undefined : { region, text: text.trim() };
    }
    case 'file':
      return file_of(answer) ?? undefined;
    case 'repeat': {
      const items = items_of(answer).map((item) => to_send(question.fields ?? [], item));
      return items.length > 0 ? items : undefined;
    }
  }
  const text = normal(question, text_of(answer));
  if (text === '') return undefined;
  if (question.kind === 'yes_no' || question.kind === 'statement') return text === 'true';
  if (question.kind === 'number') return Number(text);
  return question.kind === 'money' ? (hundredths(text) ?? text) : text;
}

/**
 * The body of POST /api/applications. Canonical, so that the same answers always give the same bytes under
 * the same key.
 */
export function body_of(service: string, answers: Record<string, Json>, more: Filing_extras = {}): string {
  return canonical_json({ answers, service, ...more });
}
/** `mandate`: for whom; `draft`: what the server has kept and is to be rid of; `version`: of the form filled in. */
export type Filing_extras = { mandate?: string; draft?: string; version?: number };

/** What the server's digest is made of: the answers in its normal form, with the service and its version (RFC 8785). */
export function content_of(service: Service, body: string, plan: Phone_plan | undefined): string {
  const sent = (JSON.parse(body) as { answers: Record<string, Json> }).answers;
  const questions = service.pages.flatMap((page) => page.questions);
  return canonical_json({ answers: normal_form(questions, sent, plan), service: service.id, version: service.version });
}

function normal_form(questions: readonly Question[], sent: Record<string, Json>, plan: Phone_plan | undefined) {
  const answers = { ...sent };
  for (const question of questions) {
    const value = answers[question.id];
    if (question.kind === 'repeat' && Array.isArray(value)) {
      const fields = question.fields ?? [];
      answers[question.id] = value.map((item) => normal_form(fields, item as Record<string, Json>, plan));
    }
    if (typeof value !== 'string') continue;
    if (question.kind === 'phone') answers[question.id] = world_phone(value, plan);
    if (question.kind === 'email') answers[question.id] = value.replace(/@.*$/, (domain) => domain.toLowerCase());
  }
  return answers;
}

/** "8 701 …" as "+7701…" (ITU-T E.164). */
function world_phone(typed: string, plan: Phone_plan | undefined): string {
  const digits = typed.replace(/[\s\u00a0().-]/g, '');
  if (digits.startsWith('+') || plan === undefined) return digits;
  const { country_code, trunk_prefix, national_digits } = plan;
  if (digits.length === national_digits) return `+${country_code}${digits}`;
  return `+${country_code}${digits.slice(digits.startsWith(trunk_prefix) ? trunk_prefix.length : country_code.length)}`;
}
