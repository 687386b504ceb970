/** What the desk's routes speak of, as api/openapi.yaml describes it. */
import type { Text } from '../../base/language.svelte';
import type { Json } from '../../base/canonical';
import type { Document_standing, Due } from '../../api/types';
import type {
  Action,
  Check,
  Clock,
  Decision,
  Evidence_asked,
  Fee_told,
  Message,
  Step_on_the_way,
  Way,
} from '../../api/way_types';

export type Lane = 'free' | 'held' | 'waiting' | 'elsewhere';
/** An application as it lies on a desk: nothing personal. */
export type Entry = Way & {
  id: string;
  number: string;
  service: string;
  service_title: Text | null;
  service_version: number;
  state: string;
  submitted_at: string;
  due: Due;
  channel: string;
  lane: Lane;
  in_hand: 'you' | 'colleague' | null;
  extension: boolean;
  /** What the reader, who has it in hand, may do now. */
  actions: Action[];
};
export type Counts = {
  mine: number;
  free: number;
  held: number;
  waiting: number;
  elsewhere: number;
  overdue: number;
  /** A count of this means so many or more. */
  most: number;
};
/** `agency`: whose services lie here; `desks`: of the agencies that the reader stands for, their own first. */
export type Inbox = {
  agency: string;
  applications: Entry[];
  counts: Counts;
  desks: { id: string; title: Text }[];
  next: string | null;
};

/** What did not come in time, with the agency on whose desk it lies. */
export type Overdue = Entry & {
  agency: string;
  agency_title: Text | null;
  overdue_since: string | null;
  reason: 'due' | 'term';
};
export type Overdue_list = { applications: Overdue[]; next: string | null };
type Stuck = { attempts: number; error: string; stuck_at: string | null; why: Text | null };
export type Stuck_list = {
  applications: (Stuck & {
    id: string;
    number: string;
    service: string | null;
    service_title: Text | null;
    step: { title: Text } | null;
  })[];
  events: (Stuck & { consumer: string; index: number; kind: string | null })[];
};

/** A member of what a register says; `values`: what its closed values mean, by them. */
export type Register_fact = { id: string; title: Text; values: Record<string, Text>; members: Register_fact[] };
export type Evidence = Evidence_asked & {
  facts: Register_fact[];
  found: boolean;
  value: Record<string, Json> | null;
  as_of: string | null;
  got_at: string | null;
  kept: boolean;
  synthetic: boolean;
};
type Named = { name: string; iin: string };
/** Behind a look. */
export type File = Entry & {
  applicant: Named | null;
  filed_by: Named | null;
  fee: Fee_told | null;
  answers: Record<string, Json>;
  digest: string;
  clock: Clock;
  steps: Step_on_the_way[];
  checks: Check[];
  decision: Decision | null;
  messages: Message[];
  corrections: number;
  evidence: Evidence[];
};
export type Issued = Pick<Document_standing, 'number' | 'standing'> & { id: string };
/** A question can be followed by another; whatever else an officer does here is not taken back on these pages. */
export const is_final = ({ id }: Action): boolean => id !== 'ask';
export type Bulk_result = { id: string; state: string | null; error: { key: string; field: string | null } | null };
