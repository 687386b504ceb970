// Goal: one draft becomes one application, whatever is lost on the way; answers are sent in their normal form.
// Method: a server that keeps what it accepted under its key, as ours does, behind a connection that loses
// what the test says.
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { test } from 'node:test';
import type { Outcome } from '../../api/api';
import type { Accepted, Page, Question, Service } from '../../api/types';
import { body_of, content_of, fault_of, form_pages, normal, statements, to_send } from './answers';
import { new_draft, type Draft } from './draft';
import { field_problems } from './faults';
import { submit } from './submit';

type Loss = 'none' | 'request' | 'answer' | 'busy' | 'unknown' | 'gateway';

class Server {
  kept = new Map<string, { body: string; application: Accepted }>();
  losses: Loss[] = [];

  post = async (body: string, key: string): Promise<Outcome<Accepted>> => {
    const loss = this.losses.shift() ?? 'none';
    if (loss === 'request') return { fault: { kind: 'unreachable' } };
    if (loss === 'busy') return problem(503, '/problems/db.queue_full');
    if (body.includes('wrong')) return problem(422, '/problems/request.invalid');
    if (!this.kept.has(key)) this.kept.set(key, { body, application: application(this.kept.size + 1) });
    if (loss === 'unknown') return problem(503, '/problems/db.outcome_unknown');
    if (loss === 'gateway') return problem(502, 'about:blank');
    if (loss === 'answer') return { fault: { kind: 'unreachable' } };
    const kept = this.kept.get(key)!;
    return kept.body === body ? { value: kept.application } : problem(422, '/problems/idempotency.other_body');
  };
}

function problem(status: number, type: string): Outcome<Accepted> {
  return { fault: { kind: 'problem', problem: { type, title: '', status }, retry_after_s: null } };
}
function application(index: number): Accepted {
  return {
    id: String(index),
    number: `N${index}`,
    state: 'submitted',
    submitted_at: '',
    digest: '',
    journal_index: index,
  };
}
function draft(): Draft {
  return new_draft('s');
}
/** What a reload would find. */
const saved_copies: Draft[] = [];
const save = (one: Draft) => void saved_copies.push(structuredClone(one));

test('a lost answer: sent again, one application, the same number', async () => {
  for (const loss of ['answer', 'request', 'unknown', 'gateway'] as const) {
    const server = new Server();
    server.losses = [loss, loss];
    const mine = draft();
    assert.equal((await submit(mine, 'a', server.post, save)).outcome, 'unknown', loss);
    assert.deepEqual(saved_copies.at(-1)?.sent, ['a'], 'kept before and after the loss');
    assert.equal((await submit(mine, 'a', server.post, save)).outcome, 'unknown', loss);
    const sent = await submit(saved_copies.at(-1)!, 'a', server.post, save);
    assert.equal(sent.outcome === 'accepted' && sent.application.number, 'N1', loss);
    assert.equal(server.kept.size, 1, loss);
  }
});

test('changed after a lost answer: the earlier one counts and is said to', async () => {
  const server = new Server();
  server.losses = ['request', 'answer'];
  const mine = draft();
  await submit(mine, 'a', server.post, save);
  await submit(mine, 'b', server.post, save);
  const sent = await submit(mine, 'c', server.post, save);
  assert.ok(sent.outcome === 'accepted' && sent.earlier && sent.body === 'b', JSON.stringify(sent));
  assert.equal(server.kept.size, 1);
});

test('changed after a lost request: the newer one counts', async () => {
  const server = new Server();
  server.losses = ['request'];
  const mine = draft();
  await submit(mine, 'a', server.post, save);
  const sent = await submit(mine, 'b', server.post, save);
  assert.ok(sent.outcome === 'accepted' && !sent.earlier && sent.body === 'b');
});

test('a refusal and a busy server leave nothing behind', async () => {
  const server = new Server();
  server.losses = ['busy'];
  const mine = draft();
  assert.equal((await submit(mine, 'a', server.post, save)).outcome, 'busy');
  assert.deepEqual(mine.sent, []);
  assert.equal((await submit(mine, 'wrong', server.post, save)).outcome, 'refused');
  assert.deepEqual(mine.sent, []);
  assert.equal(server.kept.size, 0);
});

test('a busy server does not make an earlier loss forgotten', async () => {
  const server = new Server();
  server.losses = ['answer', 'busy'];
  const mine = draft();
  await submit(mine, 'a', server.post, save);
  await submit(mine, 'a', server.post, save);
  assert.deepEqual(mine.sent, ['a']);
});

const text = { kk: '', ru: '', en: '' };
const question = (kind: Question['kind'], more: Partial<Question> = {}): Question => ({
  id: kind,
  kind,
  title: text,
  required: true,
  ...more,
});

test('faults of answers', () => {
  assert.equal(fault_of(question('iin'), undefined), 'field.missing');
  assert.equal(fault_of(question('iin'), '900101300'), 'iin.not_12_digits');
  assert.equal(fault_of(question('iin'), '900101 300017'), null);
  assert.equal(fault_of(question('iin'), '900101300018'), 'iin.check_digit');
  assert.equal(
    fault_of(question('text', { max_length: 3 }), '😀😀😀'),
    null,
    'code points are counted, not UTF-16 units',
  );
  assert.equal(fault_of(question('text', { max_length: 3 }), '😀😀😀😀'), 'field.too_long');
  assert.equal(fault_of(question('text', { required: false }), ' \u00a0 '), null);
  assert.equal(fault_of(question('choice', { options: [{ value: 'a', title: text }] }), 'b'), 'field.not_a_choice');
  assert.equal(fault_of(question('statement'), 'false'), 'field.must_agree');
  assert.equal(fault_of(question('date'), '2026-2-30'), 'date.malformed');
  assert.equal(fault_of(question('date'), '2026-2-3'), null);
  assert.equal(fault_of(question('date', { required: false }), '--'), null);
  assert.equal(normal(question('date'), '2026-2-3'), '2026-02-03');
  assert.equal(fault_of(question('email'), 'a@b'), 'email.malformed');
});

const service = {
  id: 'kz.x',
  version: 3,
  pages: [
    { id: 'p', title: text, questions: [question('iin'), question('phone'), question('email')] },
    { id: 's', title: text, questions: [question('yes_no'), question('statement')] },
    { id: 't', title: text, questions: [{ ...question('statement'), id: 'second' }] },
  ] satisfies Page[],
} as unknown as Service;

test('statements are made where answers are checked, not on pages of their own', () => {
  assert.deepEqual(
    form_pages(service).map((page) => page.id),
    ['p', 's'],
  );
  assert.deepEqual(
    statements(service).map((one) => one.id),
    ['statement', 'second'],
  );
});

test('what is sent, and what the digest is made of', () => {
  const all = service.pages.flatMap((page) => page.questions);
  const answers = {
    iin: ' 900101 300017 ',
    phone: '8 (701) 123-45-67',
    email: ' A@B.KZ',
    yes_no: 'false',
    statement: 'true',
    second: '',
  };
  const body = body_of('kz.x', to_send(all, answers));
  assert.equal(
    body,
    '{"answers":{"email":"A@B.KZ","iin":"900101300017","phone":"8 (701) 123-45-67","statement":true,"yes_no":false},' +
      '"service":"kz.x"}',
  );
  const plan = { country_code: '7', trunk_prefix: '8', national_digits: 10 };
  const content = content_of(service, body, plan);
  assert.equal(
    content,
    '{"answers":{"email":"A@b.kz","iin":"900101300017","phone":"+77011234567","statement":true,"yes_no":false},' +
      '"service":"kz.x","version":3}',
  );
  for (const typed of ['+7 701 123 45 67', '77011234567', '7011234567', '8-701-123-45-67']) {
    const other = content_of(service, body.replace('8 (701) 123-45-67', typed), plan);
    assert.equal(
      createHash('sha256').update(other).digest('hex'),
      createHash('sha256').update(content).digest('hex'),
      typed,
    );
  }
});

test('fields of a problem lead to questions, or to none', () => {
  const fields = (path: string) => ({ type: '', title: '', status: 422, fields: [{ path, key: 'k', message: 'm' }] });
  assert.deepEqual(field_problems(fields('answers.iin'), service), [{ question: 'iin', key: 'k', message: 'm' }]);
  assert.equal(field_problems(fields('service'), service), null);
  assert.equal(field_problems({ type: '', title: '', status: 422 }, service), null);
});
