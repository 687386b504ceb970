/** What the server tells keepers of definitions. */
import type { Form_change, Service, Span } from '../../api/types';
import type { Text } from '../../base/language.svelte';

export type Listed = {
  service: string;
  title: Text;
  agency: string;
  agency_title: Text;
  version: number;
  filing: 'here' | 'elsewhere';
  standing: string | null;
  retired: boolean;
  published_at: string;
};
export type Version = {
  version: number;
  digest: string;
  published_at: string;
  /** 'system': it came with the program. */
  by: string;
  reason: string;
  journal_index: number;
};
export type Versions = {
  service: string;
  title: Text;
  retirement: { retired: boolean; at: string; by: string; reason: string } | null;
  versions: (Version & { current: boolean; readable: boolean })[];
};
export type Column = {
  name: string;
  kind: string;
  title?: Text;
  expression?: string;
  /** What its values say to the applicant. */
  texts?: Record<string, Text>;
};
export type Decision = {
  id: string;
  title: Text;
  hit: string;
  inputs: Column[];
  outputs: Column[];
  rules: { tests: string[]; results: string[]; article?: string }[];
};
export type Evidence = {
  id: string;
  title: Text;
  register: string;
  on_freeze: 'accept_and_wait' | 'ask_applicant' | 'go_on';
  within: Span;
  keep_days: number;
};
/** `to`: a step's id, granted, refused or waiting_for_applicant. */
export type Action = { id: string; title: Text; to: string; needs_reason: boolean };
export type Step = {
  id: string;
  title: Text;
  by: 'system' | 'officer' | 'applicant' | 'signer' | 'register' | 'service';
  within?: Span;
  needs?: string[];
  actions?: Action[];
  then?: { value: string; to: string }[];
  decide?: string;
  register?: string;
  /** The question that holds their IIN. */
  signer?: string;
  service?: string;
};
export type Document = {
  kind: 'certificate' | 'notice' | 'licence' | 'permit' | 'extract';
  title: Text;
  rows: { label: Text; value: string }[];
  /** None: for good. */
  valid_months?: number;
};
export type Process = {
  decisions: Decision[];
  steps: Step[];
  evidence: Evidence[];
  answer_within: Span;
  suspends: boolean;
  /** None: never. */
  extension?: Span;
  service_norm?: Span;
  document?: Document;
};
export type Change = { path: string; before: unknown; after: unknown };
export type Preview = {
  definition: Service;
  /** FEEL by place: "page", "page.question", "page.group.field". */
  conditions: Record<string, string>;
  process: Process;
  changes: Change[] | null;
  form_changes: Form_change[] | null;
};
export type One_version = Version & { service: string; text: string; preview: Preview | null };
export type Mistake = { key: string; file: string | null; line: number | null; texts: Text };
export type Rehearsal = {
  wanted: number;
  run: number;
  cut_short: boolean;
  /** Would end otherwise; after null: would wait, at `step`. Of few only a part is told. */
  ended_count: number;
  ended: { before: 'granted' | 'refused'; after: 'granted' | 'refused' | null; step: string; count: number }[];
  changed_count: number;
  refused_count: number;
  failed_count: number;
  changed: {
    decision: string;
    before: string | null;
    after: string | null;
    rows: number[];
    article: string;
    count: number;
  }[];
  refused: { path: string; key: string; count: number }[];
  failed: { decision: string; key: string; count: number }[];
  added_decisions: string[];
  gone_decisions: string[];
};
export type Checked = { mistakes: Mistake[]; preview: Preview | null; rehearsal: Rehearsal | null };
