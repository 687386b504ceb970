/** What can be done to an entry: each act is a form of fields, whose paths lead into the body that is sent. */
import { langs } from '../../base/format';
import type { Form, Page, Stage, Value } from './types';

export type Field = {
  path: string;
  /** `lines`: one language of a list of texts, each on a line of its own. */
  kind: 'text' | 'area' | 'lines' | 'number' | 'date' | 'agency' | 'owner' | 'unit' | 'service' | 'why' | 'kind';
};
/** Ticked: this member is sent as null, which says "not known"; its fields are not asked. */
export type Unknown = { member: string; word: 'volume_unknown' | 'code_unknown' };
export type Act = {
  key: string;
  name: 'move' | 'correct' | 'take_back' | 'dismiss' | 'hand_over';
  stage: Stage | null;
  url: string;
  fixed: Form;
  fields: Field[];
  unknown: Unknown | null;
  losers: boolean;
};

const text = (path: string): Field => ({ path, kind: 'text' });
const area = (path: string): Field => ({ path, kind: 'area' });
const texts = (path: string, kind: 'area' | 'lines'): Field[] =>
  langs.map((lang) => ({ path: `${path}.${lang}`, kind }));
const number = (path: string): Field => ({ path, kind: 'number' });
const due_on: Field = { path: 'due_on', kind: 'date' };
const owner: Field = { path: 'owner', kind: 'owner' };
export const title_fields = [text('title.kk'), text('title.ru'), text('title.en')];

const wanted: Record<Stage, Field[]> = {
  found: [],
  described: [
    ...title_fields,
    { path: 'agency', kind: 'agency' },
    area('legal_basis'),
    number('deadline.count'),
    { path: 'deadline.unit', kind: 'unit' },
    number('volume.a_year'),
    number('volume.year'),
    text('volume.source'),
  ],
  redesigned: ['documents', 'steps', 'days'].flatMap((one) => [number(`before.${one}`), number(`after.${one}`)]),
  digitised: [{ path: 'service', kind: 'service' }],
  registered: [text('code')],
  online_only: [
    ...texts('exceptions', 'lines'),
    number('notice_days'),
    { path: 'first_day', kind: 'date' },
    ...texts('fallback', 'area'),
  ],
  retired: [area('reason')],
};
const unknowns: Partial<Record<Stage, Unknown>> = {
  described: { member: 'volume', word: 'volume_unknown' },
  registered: { member: 'code', word: 'code_unknown' },
};

function stage_act(name: 'move' | 'correct', stage: Stage, more: Field[]): Act {
  return {
    key: `${name}-${stage}`,
    name,
    stage,
    url: name,
    fixed: name === 'move' ? { to: stage } : { stage },
    fields: [...wanted[stage], ...more],
    unknown: unknowns[stage] ?? null,
    losers: stage === 'online_only',
  };
}
const plain = (name: Act['name'], url: string, fields: Field[]): Act => ({
  key: name,
  name,
  stage: null,
  url,
  fixed: {},
  fields,
  unknown: null,
  losers: false,
});

/** In the order in which they are offered. */
export function acts_of(page: Page): Act[] {
  const more = page.may.decide ? [owner, due_on] : [due_on];
  const due = (stage: Stage) => page.ways.find((way) => way.to === stage)?.working_days !== null;
  const forward = page.ways.map((way) => stage_act('move', way.to, due(way.to) ? more : []));
  const corrected = (Object.keys(page.forms) as Stage[]).filter((stage) => page.may.move && stage !== 'retired');
  return [
    ...forward.filter((act) => act.stage !== 'retired'),
    ...(page.may.take_back ? [plain('take_back', 'take-back', [area('reason'), due_on])] : []),
    ...(page.may.dismiss
      ? [plain('dismiss', 'dismiss', [{ path: 'why', kind: 'why' }, text('duplicate_of'), area('note')])]
      : []),
    ...(page.may.decide && !page.dismissed ? [plain('hand_over', 'correct', [owner, due_on])] : []),
    ...corrected.map((stage) => stage_act('correct', stage, [])),
    ...forward.filter((act) => act.stage === 'retired'),
  ];
}

function at(value: Value | undefined, path: string): Value | undefined {
  return path
    .split('.')
    .reduce<Value | undefined>(
      (found, name) => (found && typeof found === 'object' && !Array.isArray(found) ? found[name] : undefined),
      value,
    );
}

function lines_of(known: Form, path: string): string {
  const [list = '', lang = ''] = path.split('.');
  const all = known[list];
  return Array.isArray(all) ? all.map((one) => String(at(one, lang) ?? '')).join('\n') : '';
}

/** What a form shows at first: what was said before; of a description, what is known of the finding. */
export function begun(act: Act, page: Page): Record<string, string> {
  const known: Form = {
    title: page.title,
    agency: page.agency,
    notice_days: page.notice_days,
    owner: page.owner,
    due_on: page.due_on,
    ...(act.stage === null ? {} : page.forms[act.stage]),
  };
  const way = page.ways.find((one) => one.to === act.stage);
  // The usual owner follows from the agency, which the form itself may name.
  if (act.name === 'move') Object.assign(known, { owner: '', due_on: way?.due_on ?? null });
  if (act.name === 'take_back') known.due_on = null;
  return Object.fromEntries(
    act.fields.map(({ path, kind }) => [
      path,
      kind === 'lines' ? lines_of(known, path) : String(at(known, path) ?? ''),
    ]),
  );
}

export type Loser = { group: string; number: string; source: string };
export function begun_losers(act: Act, page: Page): Loser[] {
  const said = act.stage === null ? undefined : page.forms[act.stage]?.losers;
  const losers = Array.isArray(said) ? said : [];
  const word = (one: Value, name: string) => String(at(one, name) ?? '');
  const read = losers.map((one) => ({
    group: word(one, 'group'),
    number: word(one, 'number'),
    source: word(one, 'source'),
  }));
  return read.length > 0 ? read : [{ group: '', number: '', source: '' }];
}

const is_whole = (typed: string) => /^\d{1,12}$/.test(typed);

function put(body: Form, path: string, value: Value): void {
  const [first = '', second] = path.split('.');
  if (second === undefined) {
    body[first] = value;
    return;
  }
  const inner = body[first];
  body[first] = { ...(inner && typeof inner === 'object' && !Array.isArray(inner) ? inner : {}), [second]: value };
}

/** Line by line into the list; what a language lacks is missing there, and the server says so. */
function put_lines(body: Form, path: string, value: string): void {
  const [list = '', lang = ''] = path.split('.');
  const known = body[list];
  const all = Array.isArray(known) ? [...known] : [];
  const lines = value.split('\n').filter((line) => line.trim() !== '');
  for (const [i, line] of lines.entries()) {
    const one = all[i];
    all[i] = { ...(one && typeof one === 'object' && !Array.isArray(one) ? one : {}), [lang]: line.trim() };
  }
  body[list] = all;
}

/** Does the server's "exceptions[1].kk", or "exceptions", speak of the field "exceptions.kk"? */
export function is_about(server_path: string, { path, kind }: Field): boolean {
  if (kind !== 'lines') return server_path.startsWith(path);
  const [list = '', lang = ''] = path.split('.');
  if (server_path === list) return lang === langs[0];
  return server_path.startsWith(`${list}[`) && server_path.endsWith(`].${lang}`);
}

/** What is left empty is not sent: the server says what is missing. Groups are there even if nothing in them is. */
export function body_of(fields: Field[], typed: Record<string, string>, fixed: Form): Form {
  const body: Form = { ...fixed };
  for (const { path, kind } of fields) {
    const value = (typed[path] ?? '').trim();
    if (kind === 'lines') {
      put_lines(body, path, value);
      continue;
    }
    if (path.includes('.') && body[path.split('.')[0] ?? ''] === undefined) body[path.split('.')[0] ?? ''] = {};
    if (value === '') continue;
    put(body, path, kind === 'number' && is_whole(value) ? Number(value) : value);
  }
  return body;
}

export function with_losers(body: Form, losers: Loser[]): Form {
  const said = losers
    .map(({ group, number: count, source }) => ({ group: group.trim(), number: count.trim(), source: source.trim() }))
    .filter((one) => one.group !== '' || one.number !== '' || one.source !== '');
  return {
    ...body,
    losers: said.map((one) => ({
      ...one,
      number: one.number === '' ? null : is_whole(one.number) ? Number(one.number) : one.number,
    })),
  };
}

/** "losers[0].group" → "f-losers-0-group". */
export const id_of = (path: string) => `f-${path.replace(/[.[\]]+/g, '-')}`;
