/** What the server tells keepers of definitions. */
import type { Form_change, Service } from '../../api/types';
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
export type Column = { name: string; kind: string; title?: Text; expression?: string };
export type Decision = {
  id: string;
  title: Text;
  hit: string;
  inputs: Column[];
  outputs: Column[];
  rules: { tests: string[]; results: string[]; article?: string }[];
};
export type Process = {
  decisions: Decision[];
  steps: { id: string; title: Text; by: string }[];
  evidence: { id: string; title: Text; register: string }[];
};
export type Change = { path: string; before: unknown; after: unknown };
export type Preview = {
  definition: Service;
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
  changed_count: number;
  refused_count: number;
  failed_count: number;
  changed: { number: number; decision: string; before: string; after: string; rows: number[]; article: string }[];
  refused: { number: number; fields: { path: string; key: string }[] }[];
  failed: { number: number; decision: string; key: string }[];
  added_decisions: string[];
  gone_decisions: string[];
};
export type Checked = { mistakes: Mistake[]; preview: Preview | null; rehearsal: Rehearsal | null };
