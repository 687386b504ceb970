// Property: each form's JSON Schema (Ajv) and the server's own checker say the same of random sets of answers.
// - What the checker accepts is, in its normal form, valid against the schema.
// - What is valid against the schema, the checker accepts; where a rule that no schema can say decides (`x-when`), it
//   may refuse.
// Good sets are made from the schema, then most are spoilt in one place. The seed is printed; QYZMET_SEED plays it
// again.
// Prints `ok NAME` or `not ok NAME: why`; ends with 1 if any is not ok.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Ajv2020 from 'ajv/dist/2020.js';
import add_formats from 'ajv-formats';
import { parse } from 'yaml';
import { good_answers, own_formats, spoil } from './lib/answers.mjs';

const root = join(import.meta.dirname ?? new URL('.', import.meta.url).pathname, '../..');
const program = process.env.QYZMET ?? join(root, 'build/release/qyzmet');
const seed = Number(process.env.QYZMET_SEED ?? Math.floor(Math.random() * 2 ** 31));
const sets = 400;
console.log(`# seed ${seed}`);

/** Numbers in [0, 1), the same for the same seed (mulberry32). */
function random_from(start) {
  let state = start | 0;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

const qyzmet = (...words) =>
  execFileSync(program, ['services', ...words, '--share', root], { maxBuffer: 256 << 20, encoding: 'utf8' });

const ajv = new Ajv2020({ strict: true, strictRequired: false, strictTypes: false, keywords: ['x-title', 'x-when'] });
add_formats(ajv, ['date']);
for (const [name, fits] of Object.entries(own_formats)) ajv.addFormat(name, fits);

/** Does any rule that the schema cannot say decide about a question of this form? */
const has_rules = (schema) => JSON.stringify(schema).includes('"x-when"');

let code = 0;
function say(name, wrong) {
  console.log(wrong ? `not ok ${name}: ${wrong}` : `ok ${name}`);
  if (wrong) code = 1;
}

function try_form(service, folder) {
  const schema = JSON.parse(qyzmet('export', '--format', 'json-schema', '--service', service));
  const valid = ajv.compile(schema);
  const random = random_from(seed);
  const all = Array.from({ length: sets }, (_, i) => {
    const good = good_answers(schema, random);
    return i % 3 === 0 ? good : spoil(good, schema, random);
  });
  const file = join(folder, `${service}.jsonl`);
  writeFileSync(file, all.map((one) => JSON.stringify(one)).join('\n'));
  const judged = qyzmet('answers', service, file).trim().split('\n').map((line) => JSON.parse(line));
  let accepted = 0;
  for (const [i, answers] of all.entries()) {
    const { answers: normal, errors } = judged[i];
    if (normal && ++accepted && !valid(normal)) {
      return `accepted, but not valid: ${JSON.stringify(normal)} (${ajv.errorsText(valid.errors)})`;
    }
    if (errors && valid(answers) && !(has_rules(schema) && errors.every(({ key }) => /not_asked|missing/.test(key)))) {
      return `valid, but refused: ${JSON.stringify(answers)} (${JSON.stringify(errors)})`;
    }
  }
  const few = sets / 8;
  return accepted < few || sets - accepted < few ? `only ${accepted} of ${sets} accepted: the sets prove little` : '';
}

const folder = mkdtempSync(join(tmpdir(), 'forms-'));
try {
  const services = readdirSync(join(root, 'services/kz')).filter((name) => name.endsWith('.yaml'))
    .map((name) => parse(readFileSync(join(root, 'services/kz', name), 'utf8')))
    .filter(({ filing }) => filing === 'here').map(({ service }) => service);
  for (const service of services) say(`forms.schema_and_checker_agree.${service}`, try_form(service, folder));
} finally {
  rmSync(folder, { recursive: true });
}
process.exit(code);
