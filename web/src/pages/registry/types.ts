/** The registry as the server tells of it (api/openapi.yaml, Registry…). */
import type { Text } from '../../base/language.svelte';

export const stages = [
  'found',
  'described',
  'redesigned',
  'digitised',
  'registered',
  'online_only',
  'retired',
] as const;
export type Stage = (typeof stages)[number];
export const kinds = ['service', 'support_measure'] as const;
export type Kind = (typeof kinds)[number];

export type Entry = {
  id: string;
  /** The id as people see it. */
  number: string;
  kind: Kind;
  stage: Stage;
  title: Text;
  agency: string;
  agency_title: Text | null;
  owner: string;
  owner_title: Text | null;
  due_on: string | null;
  late: boolean;
  since: string;
  service: string;
  /** That service takes no applications. */
  service_retired: boolean;
  dismissed: { why: 'not_a_service' | 'duplicate'; note: string; duplicate_of: string | null } | null;
};
export type Way = {
  to: Stage;
  owner: string;
  owner_title: Text | null;
  due_on: string | null;
  working_days: number | null;
};
export type Form = { [name: string]: Value };
export type Value = string | number | null | Form | Value[];
export type Event = {
  at: string;
  by_agency_title: Text | null;
  index: number;
  kind: string;
  said: { from?: Stage; to?: Stage; reason?: string; note?: string; stage?: Stage; listed_service?: string };
};
export type Page = Entry & {
  forms: Partial<Record<Stage, Form>>;
  /** What its service tells everybody; null: it takes what it took. */
  gate: { first_day: string } | null;
  history: Event[];
  listed_service: string;
  may: { decide: boolean; dismiss: boolean; move: boolean; take_back: boolean };
  notice_days: number;
  passages: {
    stage: Stage;
    owner: string;
    owner_title: Text | null;
    due_on: string | null;
    entered_at: string;
    left_at: string | null;
  }[];
  retired_from: Stage | null;
  terms_assumed: boolean;
  ways: Way[];
};
export type List = {
  counts: Record<string, number>;
  entries: Entry[];
  keeper: boolean;
  new_reports: number;
  next: string | null;
};
export type Report = {
  id: string;
  at: string;
  state: 'new' | 'linked' | 'dismissed';
  entry: string | null;
  said: { what?: string; where?: string; agency?: string } | null;
};
export type Point = { on: string; known: number; digitised: number };
export type Share = {
  now: Point;
  months: Point[];
  published: {
    of: 'kinds' | 'services_taken' | 'people';
    percent: number;
    rest_percent: number | null;
    year: number | null;
    source: string;
  }[];
};
