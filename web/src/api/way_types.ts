/** How an application goes on after filing, as api/openapi.yaml describes it. */
import type { Json } from '../base/canonical';
import type { Text } from '../base/language.svelte';
import type { Certainty, Due } from './types';

export type Step_told = { id: string; by: string; title: Text };
/** `agency`: of party "agency". */
export type Party = { party: 'applicant' | 'office' | 'agency'; agency: string | null; agency_title: Text | null };
export type Ball = Party & { since: string; until: string | null };
/** What follows from the row alone: nothing personal. */
export type Way = {
  step: Step_told | null;
  ball: Ball | null;
  /** system, evidence, paper, officer, answer, signature, register, part */
  awaits: string | null;
  outcome: 'granted' | 'refused' | null;
  overdue: boolean;
  part_of: string | null;
};

/** As it was written; in three languages if a rule says it; null: nothing, or it was erased. */
export type Said = string | Text | null;
export type Action = { id: string; title: Text; needs_reason: boolean; needs_remedy: boolean };
export type Step_on_the_way = Step_told & { entered_at: string | null };
export type Condition = { kind: string; test: string; title: Text };
export type Check = {
  at: string;
  step: string;
  title: Text | null;
  outcome: string;
  reason: Said;
  article: string;
  conditions: Condition[];
};
export type Decision = {
  outcome: 'granted' | 'refused';
  at: string;
  by: string;
  article: string;
  reason: Said;
  remedy: Said;
};
export type Message = {
  index: number;
  at: string;
  kind: 'message' | 'question' | 'answer' | 'correction';
  from: 'office' | 'applicant';
  text: Said;
  files: { name: string; sha256: string; size: number; type: string }[];
  papers: { id: string; title: Text | null }[];
};
export type Clock = { charges: (Party & { working_days: number })[]; not_known_days: number };
export type Evidence_asked = {
  id: string;
  title: Text;
  register: string;
  register_title: Text;
  agency: string;
  agency_title: Text | null;
  state: 'asked' | 'arrived' | 'failed' | 'expired' | 'given_up' | null;
  asked_at: string | null;
  due_at: string | null;
};
/** What only the applicant and who filed for them are told. */
/** What one application costs, by its answers and the monthly index of the day of its filing; null: not known. */
export type Fee_told = {
  certainty: Certainty;
  index_tenge: number | null;
  mrp_milli: number | null;
  note: Text | null;
  tiyn: number | null;
};
export type Told = {
  fee: Fee_told | null;
  clock: Clock;
  steps: Step_on_the_way[];
  checks: Check[];
  decision: Decision | null;
  messages: Message[];
  corrections: number;
  rating: number | null;
  evidence: Evidence_asked[];
  choices: Action[];
};

export type Register = {
  id: string;
  agency: string;
  title: Text;
  state: 'healthy' | 'slow' | 'frozen';
  since: string | null;
};

export type To_sign = Way & {
  id: string;
  number: string;
  service: string;
  service_title: Text | null;
  submitted_at: string;
  due: Due;
  applicant: string | null;
  answers: Record<string, Json>;
  /** Of what they see; sent when signing. */
  digest: string;
};
