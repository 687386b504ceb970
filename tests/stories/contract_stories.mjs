// The watch over the contract sees what it must see; else its silence in all other stories would prove nothing.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { read_contract } from './contract.mjs';
import { root } from './server.mjs';
import { check, expect, same } from './story.mjs';

const nobody = {
  signed_in: false,
  kind: null,
  name: null,
  person: null,
  iin: null,
  roles: [],
  agency: null,
  office: null,
  expires_at: null,
};
const texts = { kk: 'Алдымен кіріңіз.', ru: 'Сначала войдите.', en: 'Sign in first.' };
const problem = {
  type: '/problems/session.needed',
  title: 'Sign in first',
  status: 401,
  detail: texts.en,
  texts,
};
const good = {
  method: 'GET',
  path: '/api/session',
  status: 200,
  type: 'application/json',
  body: JSON.stringify(nobody),
};
const refused = { ...good, path: '/api/looks', status: 401, type: 'application/problem+json' };
const body = (value) => ({ body: JSON.stringify(value) });

const misfits = [
  ['an undocumented path', { ...good, path: '/api/nothing' }, /no such path/],
  ['an undocumented method', { ...good, method: 'PATCH' }, /no method PATCH/],
  ['an undocumented status', { ...good, status: 202 }, /does not answer 202/],
  ['a missing property', { ...good, ...body({ signed_in: false }) }, /required property 'kind'/],
  ['a property too many', { ...good, ...body({ ...nobody, password: '' }) }, /additional properties/],
  ['another type', { ...good, ...body({ ...nobody, roles: null }) }, /roles must be array/],
  ['an unknown word', { ...good, ...body({ ...nobody, kind: 'king' }) }, /kind must be equal/],
  ['a time of another form', { ...good, ...body({ ...nobody, expires_at: '5 March' }) }, /date-time/],
  ['no JSON', { ...good, body: '<html>' }, /not JSON/],
  ['another media type', { ...good, type: 'text/html' }, /text\/html instead of/],
  ['a problem that is none', { ...refused, ...body({ error: 'no' }) }, /required property 'type'/],
  ['a problem of another status', { ...refused, ...body({ ...problem, status: 403 }) }, /says 403/],
  ['a problem without words', { ...refused, ...body({ ...problem, title: '' }) }, /without words/],
  ['a problem of another kind', { ...refused, ...body({ ...problem, type: 'about:blank' }) }, /about:blank/],
];

export async function contract_stories(_browser, { misfit }) {
  await check('stories.contract_watch_sees_what_misfits', () => {
    for (const [what, answer, wanted] of misfits) expect(wanted.test(misfit(answer)), `${what}: ${misfit(answer)}`);
  });
  await check('stories.contract_watch_lets_pass_what_fits', () => {
    same(misfit(good), '', 'nobody signed in');
    same(misfit({ ...refused, ...body(problem) }), '', 'a problem');
    same(misfit({ ...refused, status: 418, ...body({ ...problem, status: 418 }) }), '', 'a problem by default');
    const stream = { ...good, path: '/api/applications/1/events', type: 'text/event-stream', body: null };
    same(misfit(stream), '', 'a stream');
  });
  await check('stories.contract_can_be_read_by_strict_tools', () => {
    read_contract(readFileSync(join(root, 'api/openapi.yaml'), 'utf8')).compile_all();
  });
}
