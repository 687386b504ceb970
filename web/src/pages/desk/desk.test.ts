import assert from 'node:assert/strict';
import { test } from 'node:test';
import { above_words } from './above_words';
import { awaited_text, whom_text } from './awaited';
import { all_told, compare, rows_of, told_of, value_text } from './beside';
import { deadline_of, law_moment } from './deadline';
import { filter_search, inbox_query, read_filter } from './filters';
import { following, goes_on_by_itself, news_of } from './file.svelte';
import { inside } from './inside';
import { is_final, type Entry, type Evidence, type Overdue, type Register_fact } from './types';
import { desk_words } from './words';

const words = desk_words.en;
const now = Date.parse('2026-03-05T10:00:00.000Z');
const at = (until: string | null, overdue = false) => deadline_of(until, overdue, now, 300, 'en', words);

test('a deadline is counted in days of the country', () => {
  assert.deepEqual(at('2026-03-05T18:00:00.000Z'), { text: words.today('23:00'), kind: 'today' });
  assert.deepEqual(at('2026-03-05T19:00:00.000Z'), { text: words.today(''), kind: 'today' }, 'it ends with the day');
  assert.deepEqual(at('2026-03-05T19:00:00.001Z'), { text: words.tomorrow, kind: 'soon' });
  assert.deepEqual(at('2026-03-08T12:00:00.000Z'), { text: words.in_days(3), kind: 'soon' });
  assert.deepEqual(at('2026-03-09T12:00:00.000Z'), { text: '9\u00a0March 2026', kind: 'later' });
});

test('what is late is told as late, whatever the clock here says', () => {
  assert.deepEqual(at('2026-03-05T09:59:00.000Z'), { text: words.late(0), kind: 'late' });
  assert.deepEqual(at('2026-03-03T09:00:00.000Z'), { text: words.late(2), kind: 'late' });
  assert.deepEqual(at('2026-03-09T12:00:00.000Z', true), { text: words.late(0), kind: 'late' });
  assert.deepEqual(at(null), { text: words.no_deadline, kind: 'later' });
});

test('a day of the law ends with the day of the country', () => {
  const due = { due_at: null, due_days: 3, due_on: null };
  assert.equal(law_moment(due, 300), null);
  assert.equal(law_moment({ ...due, due_on: '2026-03-05' }, 300), '2026-03-05T19:00:00.000Z');
  assert.equal(law_moment({ ...due, due_at: '2026-03-05T09:00:00.000Z' }, 300), '2026-03-05T09:00:00.000Z');
});

test('a filter survives the address', () => {
  const [desk, service] = ['kz.mio.almaty', 'kz.x'];
  const filter = { view: 'free' as const, desk, service, step: 'review', number: '', after: '17.3' };
  assert.deepEqual(read_filter(filter_search(filter)), filter);
  assert.equal(filter_search({ view: 'all', service: '', step: 'review' }), '', 'a step without its service');
  assert.deepEqual(read_filter('?view=other'), { view: 'all', desk: '', service: '', step: '', number: '', after: '' });
});

test('each view is what the server calls it', () => {
  const query = (search: string) => inbox_query(read_filter(search));
  assert.equal(query(''), '');
  assert.equal(query('?view=mine'), '?whose=mine');
  assert.equal(query('?view=overdue&service=kz.x'), '?overdue=yes&service=kz.x');
  assert.equal(query('?view=free&desk=kz.mio.almaty'), '?whose=free&desk=kz.mio.almaty');
  assert.equal(query('?view=waiting&after=1.2'), '?waiting=yes&after=1.2');
});

const text = (en: string) => ({ kk: en, ru: en, en });
const evidence = {
  facts: [
    { id: 'region', title: text('Region'), values: {}, members: [] },
    { id: 'since', title: text('Since'), values: {}, members: [] },
    { id: 'gone', title: text('Gone'), values: {}, members: [] },
  ],
  value: { region: '75', since: '2020-05-01', gone: null, unnamed: 'x' },
} as unknown as Evidence;

test('what a register says stands beside the answer to the same question', () => {
  assert.deepEqual(told_of('region', [evidence]).map(({ value }) => value), ['75']);
  const ids = all_told([evidence]).map(({ id }) => id);
  assert.deepEqual(ids, ['region', 'since'], 'nulls and nameless members are not told');
});

test('what was not compared is called neither the same nor different', () => {
  assert.equal(compare(' Абай  даңғылы', 'абай даңғылы'), 'same');
  assert.equal(compare('75', '71'), 'differs');
  assert.deepEqual([compare(true, true), compare(true, false)], ['same', 'differs']);
  assert.deepEqual([compare(3, 3), compare(0, 3)], ['same', 'differs']);
  assert.equal(compare(undefined, 'x'), 'not_compared', 'without an answer nothing differs');
  assert.equal(compare('3', 3), 'not_compared', 'who knows in what unit');
  assert.equal(compare({ region: '75', text: 'x' }, { region: '71', text: 'y' }), 'not_compared');
  assert.equal(compare(['a'], ['b']), 'not_compared');
  assert.equal(compare({ region: '75', text: 'x' }, 'x'), 'not_compared');
});

test('a question that was not asked is no row, one that was and has no answer is', () => {
  const question = (id: string, more: object = {}) => ({ id, kind: 'text', title: text(id), required: true, ...more });
  const of_child = { when: { question: 'has_child', equals: true } };
  const pages = [
    { id: 'a', title: text('a'), questions: [question('has_child', { kind: 'yes_no' }), question('child', of_child)] },
    { id: 'b', title: text('b'), ...of_child, questions: [question('school')] },
    {
      id: 'c',
      title: text('c'),
      questions: [question('note', { required: false }), question('right', { kind: 'statement' })],
    },
  ];
  const rows = (answers: object) => rows_of({ pages } as never, answers as never).map(({ id }) => id);
  assert.deepEqual(rows({ has_child: false, right: true }), ['has_child']);
  assert.deepEqual(rows({ has_child: true, child: 'x' }), ['has_child', 'child', 'school']);
  assert.deepEqual(rows({ has_child: false, school: 'x', note: 'y' }), ['has_child', 'school', 'note'], 'answers stay');
});

test('values are read as people read them', () => {
  const question = { options: [{ value: '75', title: text('Almaty') }] } as never;
  const plain = { id: 'x', values: {}, members: [] };
  const read = (value: never) => value_text(value, 'en', { yes: 'yes', no: 'no' }, plain, question);
  assert.equal(read('75' as never), 'Almaty');
  assert.equal(read('2020-05-01' as never), '1\u00a0May 2020');
  assert.equal(read(true as never), 'yes');
  assert.equal(read([{ iin: '1', name: 'A' }, { iin: '2', name: null }] as never), '1, A; 2');
});

test('what a register means by its words is said in ours', () => {
  const fact = (id: string, values = {}, members: Register_fact[] = []) => ({ id, title: text(id), values, members });
  const read = (value: never, of: Register_fact) => value_text(value, 'en', { yes: 'yes', no: 'no' }, of);
  const sex = fact('sex', { female: text('woman') });
  assert.equal(read('female' as never, sex), 'woman');
  assert.equal(read('other' as never, sex), 'other', 'what has no words is shown as it is');
  assert.equal(read(1966000 as never, fact('unpaid_fines_tiyn')), '19,660\u00a0₸');
  const children = fact('children', {}, [fact('born_on'), sex]);
  const child = { sex: 'female', weight: 3, born_on: '2020-05-01', gone: null };
  assert.equal(read([child] as never, children), 'born_on: 1\u00a0May 2020, sex: woman, 3');
});

const entry = (number: string, more: Partial<Entry> = {}) =>
  ({ number, lane: 'free', in_hand: null, state: 'in_progress', step: null, ball: { since: 'a' }, ...more }) as Entry;

test('the next application is one that the officer can work on, after this one, then from the beginning', () => {
  const list = [entry('1'), entry('2'), entry('3', { in_hand: 'colleague', lane: 'held' }), entry('4')];
  assert.equal(following(list, '2'), '4');
  assert.equal(following(list, '4'), '1');
  assert.equal(following(list, 'gone from the list'), '1');
  assert.equal(following([entry('1'), entry('2', { lane: 'waiting' })], '1'), null);
  assert.equal(following([entry('2', { lane: 'held', in_hand: 'you' })], '1'), '2');
});

test('what others did with an application is told, what oneself did is not', () => {
  const mine = entry('1', { in_hand: 'you' });
  assert.equal(news_of(mine, mine), '');
  assert.equal(news_of(mine, entry('1', { in_hand: 'colleague' })), 'colleague');
  assert.equal(news_of(mine, entry('1', { in_hand: 'you', state: 'waiting_for_applicant' })), 'changed');
  assert.equal(news_of(mine, undefined), 'gone');
  assert.equal(news_of(entry('1', { ball: null }), undefined), '', 'it has ended, and the reader knows');
});

test('of what is overdue it is told what should have come, and from whom', () => {
  const said = above_words.en;
  const ball = (party: string, title = '') => ({
    party,
    agency: 'kz.x',
    agency_title: title === '' ? null : text(title),
  });
  const one = (awaits: string | null, of: unknown, state = 'in_progress') =>
    ({ ...entry('1'), awaits, ball: of, state, agency: 'kz.desk', agency_title: text('The desk') }) as Overdue;
  const told = (...given: Parameters<typeof one>) => {
    const overdue = one(...given);
    return [awaited_text(overdue, said), whom_text(overdue, 'en', said)];
  };
  assert.deepEqual(told('officer', ball('office')), [said.what.officer, 'The desk']);
  assert.deepEqual(told('register', ball('agency', 'Tax')), [said.what.register, 'Tax']);
  assert.deepEqual(told('evidence', ball('agency')), [said.what.evidence, 'kz.x'], 'an agency without a title');
  assert.deepEqual(told('answer', ball('applicant')), [said.what.answer, said.applicant]);
  assert.deepEqual(told('signature', ball('applicant')), [said.what.signature, said.second_person]);
  assert.deepEqual(told('system', ball('office')), [said.what.system, said.this_system]);
  assert.deepEqual(told(null, ball('office'), 'decided'), [said.what.delivery, said.this_system]);
});

test('after an act it is waited for what happens without anybody', () => {
  const goes_on = (state: string, awaits: string | null) => goes_on_by_itself({ state, awaits });
  assert.deepEqual([goes_on('in_progress', 'system'), goes_on('decided', 'system')], [true, true]);
  assert.deepEqual([goes_on('in_progress', 'officer'), goes_on('waiting_for_applicant', 'answer')], [false, false]);
  assert.equal(goes_on('delivered', null), false);
});

test('whatever is no question is asked once more, with its title inside a sentence', () => {
  const action = (id: string) => ({ id, title: { kk: '', ru: '', en: '' }, needs_reason: true, needs_remedy: false });
  assert.deepEqual(['ask', 'grant', 'refuse', 'inspect'].map((id) => is_final(action(id))), [false, true, true, true]);
  assert.equal(words.sure.yes('Give the certificate'), 'Yes, give the certificate');
  assert.equal(desk_words.kk.sure.title('0A өтініші', 'Бас тарту'), '0A өтініші – бас тарту?');
  assert.deepEqual(['МВД вернуть', 'A', ''].map(inside), ['МВД вернуть', 'A', '']);
});
