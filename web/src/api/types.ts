/** What the server speaks of, as api/openapi.yaml describes it. */
import type { Text } from '../base/language.svelte';
import type { Step_told, Told, Way } from './way_types';

export type About = {
  version: string;
  demo: boolean;
  /** How the world reaches this server; empty: not told. */
  public_url?: string;
  /** The log's verifier key, "name+hash+key". */
  log_key: string;
  /** The verifier key of result documents. */
  document_key?: string;
  /** Minutes east of Greenwich in which the country shows its times. */
  utc_offset_minutes?: number;
  /** Year to tenge: of it fees are multiples. A year that is not there is not known. */
  monthly_index?: Record<string, number>;
  phone?: Phone_plan;
};
/** How telephone numbers of the country are written, as the server normalises them. */
export type Phone_plan = { country_code: string; trunk_prefix: string; national_digits: number };

/** How a result document stands: what everybody may know; with the document's word also whom it names. */
export type Document_standing = {
  number: string;
  kind: string;
  agency: { id: string; title: Text };
  service: { id: string; title: Text };
  issued_at: string;
  valid_until: string | null;
  specimen: boolean;
  standing: 'valid' | 'expired' | 'revoked';
  revoked: { at: string; reason: string } | null;
  title?: Text;
  people?: { name: string; iin: string }[];
  digest?: string;
};

/** One of an application's documents, for who may read it. */
export type Document_of_mine = Pick<
  Document_standing,
  'number' | 'kind' | 'issued_at' | 'valid_until' | 'specimen' | 'standing'
> & { id: string; title: Text; revoked: { at: string; reason: string; said: string } | null };

export type Certainty = 'sourced' | 'unverified' | 'assumed';
export type Fact = { certainty: Certainty; source?: string; note?: Text };
/** At most one of them; `unknown` if none. */
export type Span = { minutes?: number; hours?: number; calendar_days?: number; working_days?: number };
export type Offered = 'yes' | 'no' | 'unknown';
export const channels = ['portal', 'mobile', 'bank', 'counter', 'kiosk', 'helper'] as const;
export type Channel = (typeof channels)[number];
export type Service_kind = 'service' | 'support_measure';
export const support_forms = ['grant', 'loan', 'guarantee', 'subsidy', 'tax_relief', 'other'] as const;
/** What a measure of state support gives. `most`: the largest sum; neither sum nor note: not known. */
export type Support = Omit<Fact, 'note'> & {
  form: (typeof support_forms)[number];
  most: Partial<Fact> & { tiyn?: number };
  /** None: not known. */
  conditions: (Omit<Fact, 'note'> & { text: Text })[];
};
export type Summary = {
  id: string;
  version: number;
  code: string | null;
  kind?: Service_kind;
  title: Text;
  agency: { id: string; title: Text };
  deadline: Fact & Span;
  /** Thousandths of the monthly index; neither sum nor note: not known. */
  fee: Fact & { mrp_milli?: number; decision?: string };
  result: Text;
  standing?: string | null;
  life_events?: string[];
  channels?: Partial<Record<Channel, Offered>> & Partial<Fact>;
  /** Takes no applications any more. */
  retired?: boolean;
  filing?: 'here' | 'elsewhere';
  sign_in?: boolean;
  /** All texts are our own translations; or those named: "title.kk". */
  texts_unverified?: boolean;
  unverified?: string[];
};
export type Option = { value: string; title: Text };
export type Kind =
  | 'iin'
  | 'bin'
  | 'iban'
  | 'text'
  | 'long_text'
  | 'number'
  | 'money'
  | 'phone'
  | 'email'
  | 'date'
  | 'choice'
  | 'choices'
  | 'yes_no'
  | 'region'
  | 'address'
  | 'file'
  | 'repeat'
  | 'statement';
export type Equals = { question: string; equals: string | boolean };
/** `rule`: compiled FEEL, evaluated by web/src/rules. */
export type Rule = { feel: number; frame: number; root: unknown };
export type When = Equals | { all: Equals[] } | { rule: Rule; uses: string[] };
export type Question = {
  id: string;
  kind: Kind;
  title: Text;
  hint?: Text;
  required: boolean;
  /** Shown only if this holds. */
  when?: When | null;
  /** The applicant's own IIN. */
  prefill?: 'own_iin';
  max_length?: number;
  /** Kinds number, money (tiyn) and repeat (how many): bounds. */
  min?: number;
  max?: number;
  /** Kind file: in bytes; media types. */
  max_size?: number;
  types?: string[];
  options?: Option[];
  /** Kind repeat: the questions of one item. */
  fields?: Question[];
};
export type Page = { id: string; title: Text; when?: When | null; questions: Question[] };
/** What the registry decided: from `first_day` on the service is given online only. */
export type Service_gate = { exceptions: Text[]; fallbacks: Text[]; first_day: string };
export type Service = Summary & {
  pages: Page[];
  gate?: Service_gate;
  how_to_get?: Text;
  support?: Support;
  legal_basis?: { title: Text; article?: string; uri?: string }[];
};
export type Found_service = {
  service: string;
  kind?: Service_kind;
  title: Text;
  agency: { id: string; title: Text } | Text;
  /** Above 0, at most 1. */
  score: number;
};
export type Finder = {
  start: string;
  questions: Record<string, { title: Text; options: { title: Text; next?: string; services?: string[] }[] }>;
};
export type Life_event = { id: string; title: Text };

/** What has changed in a form between two versions. */
export type Form_change = { change: 'gone' | 'added' | 'changed'; question: string; title: Text };
export type Form_changes = { service: string; since: number; now: number; changes: Form_change[] };

/** What filing answers with. */
export type Accepted = {
  id: string;
  number: string;
  state: string;
  submitted_at: string;
  digest: string;
  journal_index: number;
};
/** A moment; or a number of working days and, if the calendar of that year is known, the last of them. */
export type Due = { due_at: string | null; due_days: number | null; due_on: string | null };
export type Application = Accepted & {
  service: string;
  service_title: Text | null;
  service_version: number;
  /** The agency that has it for the service's, in its region. */
  local_body?: { id: string; title: Text } | null;
  due: Due;
  applicant?: { name: string; you: boolean } | null;
  /** The mandate under which the reader filed it ended then: they see no more. */
  seen_until?: string;
  actions?: string[];
} & Way &
  Partial<Told>;
export type History_event = {
  index: number;
  kind: string;
  at: string;
  by?: { kind: string; name?: string };
  for?: { kind: string; name?: string };
  /** What it is about. */
  step?: Step_told;
  register_title?: Text;
};

export type Kept_draft = {
  id: string;
  service: string;
  service_title?: Text | null;
  version?: number;
  answers: Record<string, unknown>;
  lang?: string;
  page?: string;
  revision: number;
  updated_at?: string;
};

export type Mandate = {
  id: string;
  from: { name: string };
  to: { name: string };
  services: string[];
  given_at?: string;
  until: string;
  uses_left: number;
  revoked_at: string | null;
  state: 'active' | 'over' | 'revoked' | 'used_up';
};

export type Session_line = {
  id: string;
  /** "Chrome, Android"; null: not known. */
  device: string | null;
  opened_at: string;
  last_seen_at: string;
  current: boolean;
};
/** A partner channel's program: a bank's, an association's. */
export type Client = { id: string; name: string; scopes: string[] };
export type Consent = {
  id: string;
  client: { id: string; name: string };
  scopes: string[];
  until: string;
  state: 'active' | 'over' | 'revoked';
};

export type Look = {
  index: number;
  at: string;
  who: { name: string; agency?: string | null; agency_title?: Text | null; office?: string | null };
  /** Of the application that was opened. */
  service?: string | null;
  purpose: string;
  case: string | null;
  fields: string[];
  objected_at: string | null;
};
