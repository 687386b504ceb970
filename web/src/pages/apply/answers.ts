/** What one answer must look like, before it is sent. The server has the last word; its keys name the faults. */
import type { Page, Phone_plan, Question, Service } from '../../api/api';
import { canonical_json, type Json } from '../../base/canonical';
import { iin_is_valid } from '../../base/iin';
import type { Words } from '../../words/words';

/** As typed, by question id; "true" and "false" for yes_no and statement. Questions without an answer do not occur. */
export type Answers = Record<string, string>;
export type Fault_key = keyof Words['faults'];

/** Pages with a question; statements are made where the answers are checked. */
export function form_pages(service: Service): Page[] {
  return service.pages
    .map((page) => ({ ...page, questions: page.questions.filter((question) => question.kind !== 'statement') }))
    .filter((page) => page.questions.length > 0);
}

export function statements(service: Service): Question[] {
  return service.pages.flatMap((page) => page.questions.filter((question) => question.kind === 'statement'));
}

/** The answer in the form in which it is sent: without what people put in to read it better. */
export function normal(question: Question, typed: string): string {
  const text = typed.replace(/^[\s\u00a0]+|[\s\u00a0]+$/g, '');
  if (question.kind === 'iin') return text.replace(/[\s-]/g, '');
  if (question.kind === 'date') return normal_date(text);
  return text;
}

function normal_date(text: string): string {
  const parts = text.split('-');
  if (parts.every((part) => part.trim() === '')) return '';
  const [year = '', month = '', day = ''] = parts.map((part) => part.trim());
  return `${year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}`;
}

/** What is wrong with an answer, or null. */
export function fault_of(question: Question, typed: string | undefined): Fault_key | null {
  const text = normal(question, typed ?? '');
  if (question.kind === 'statement') return text === 'true' ? null : 'field.must_agree';
  if (text === '') return question.required ? (question.options ? 'field.not_a_choice' : 'field.missing') : null;
  switch (question.kind) {
    case 'iin':
      if (!/^\d{12}$/.test(text)) return 'iin.not_12_digits';
      return iin_is_valid(text) ? null : 'iin.check_digit';
    case 'text':
      return [...text].length > (question.max_length ?? Infinity) ? 'field.too_long' : null;
    case 'choice':
    case 'region':
      return question.options?.some((option) => option.value === text) ? null : 'field.not_a_choice';
    case 'email':
      return /^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(text) ? null : 'email.malformed';
    case 'date':
      return is_date(text) ? null : 'date.malformed';
    // Telephone numbers are written in too many ways: the server, which knows the country's, looks at them.
    case 'phone':
    case 'yes_no':
      return null;
  }
}

function is_date(text: string): boolean {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return false;
  const date = new Date(`${text}T00:00:00Z`);
  return !Number.isNaN(date.getTime()) && date.toISOString().startsWith(text);
}

/** The answers as JSON values, blank ones left out. */
export function to_send(questions: readonly Question[], answers: Answers): Record<string, Json> {
  const out: Record<string, Json> = {};
  for (const question of questions) {
    const text = normal(question, answers[question.id] ?? '');
    if (text === '') continue;
    out[question.id] = question.kind === 'yes_no' || question.kind === 'statement' ? text === 'true' : text;
  }
  return out;
}

/**
 * The body of POST /api/applications. Canonical, so that the same answers always give the same bytes under
 * the same key.
 */
export function body_of(service: string, answers: Record<string, Json>): string {
  return canonical_json({ answers, service });
}

/** What the server's digest is made of: the answers in its normal form, with the service and its version (RFC 8785). */
export function content_of(service: Service, body: string, plan: Phone_plan | undefined): string {
  const sent = (JSON.parse(body) as { answers: Record<string, Json> }).answers;
  const answers = { ...sent };
  for (const question of service.pages.flatMap((page) => page.questions)) {
    const value = answers[question.id];
    if (typeof value !== 'string') continue;
    if (question.kind === 'phone') answers[question.id] = world_phone(value, plan);
    if (question.kind === 'email') answers[question.id] = value.replace(/@.*$/, (domain) => domain.toLowerCase());
  }
  return canonical_json({ answers, service: service.id, version: service.version });
}

/** "8 701 …" as "+7701…" (ITU-T E.164). */
function world_phone(typed: string, plan: Phone_plan | undefined): string {
  const digits = typed.replace(/[\s\u00a0().-]/g, '');
  if (digits.startsWith('+') || plan === undefined) return digits;
  const { country_code, trunk_prefix, national_digits } = plan;
  if (digits.length === national_digits) return `+${country_code}${digits}`;
  return `+${country_code}${digits.slice(digits.startsWith(trunk_prefix) ? trunk_prefix.length : country_code.length)}`;
}
