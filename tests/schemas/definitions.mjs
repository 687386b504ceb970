// Holds services/definition.schema.json against the service files: every good one fits, and a bad one does not if what
// is wrong with it is its shape. What a shape cannot say is left to `qyzmet services check`: those files are named
// below. Prints `ok NAME` or `not ok NAME: why`; ends with 1 if any is not ok.
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import Ajv2020 from 'ajv/dist/2020.js';
import { parse } from 'yaml';

const root = join(import.meta.dirname ?? new URL('.', import.meta.url).pathname, '../..');
const schema = JSON.parse(readFileSync(join(root, 'services/definition.schema.json'), 'utf8'));
const fits = new Ajv2020({ strict: true, strictRequired: false, strictTypes: false, allowUnionTypes: true }).compile(
  schema,
);

const yaml_files = (folder) =>
  readdirSync(join(root, folder), { recursive: true })
    .filter((file) => file.endsWith('.yaml'))
    .map((file) => join(root, folder, file));

/** Null: it fits; otherwise the first reason. */
function refusal(file) {
  let value;
  try {
    value = parse(readFileSync(file, 'utf8'));
  } catch (error) {
    return error.code ?? 'not YAML';
  }
  return fits(value) ? null : `${fits.errors[0].instancePath} ${fits.errors[0].message}`;
}

// Mistakes of shape, but those that only whoever knows the country's data, or the rest of the file, can see.
const shape = ['not_yaml', 'missing', 'wrong_type', 'incomplete_text', 'unknown', 'contradiction', 'bad_value',
  'step_without_exit', 'step_without_term', 'rule_length'];
const beyond = [
  'output_value_without_text', 'register_asked_by_what_it_does_not_know', 'condition_of_another_kind',
  'decision_output_of_no_value', 'decision_output_not_yes_or_no', 'decision_bounds_crossed',
  'agency_by_no_region', 'step_called_as_an_end', 'system_asks_the_applicant', 'refusal_without_reason',
];

let code = 0;
function say(name, wrong) {
  console.log(wrong ? `not ok ${name}: ${wrong}` : `ok ${name}`);
  if (wrong) code = 1;
}

const services = [...yaml_files('services'), ...yaml_files('tests/definitions/good')];
const misfits = services.map((file) => [file, refusal(file)]).filter(([, why]) => why);
say('schemas.every_service_fits', misfits.map(([file, why]) => `${file}: ${why}`).join('; '));

const name_of = (file) => file.replace(/^.*\//, '').replace('.yaml', '');
const bad = yaml_files('tests/definitions/bad').filter((file) => {
  const key = /^# expect: definition\.(\w+)/.exec(readFileSync(file, 'utf8'))?.[1];
  return shape.includes(key) && !beyond.includes(name_of(file));
});
const taken = bad.filter((file) => refusal(file) === null).map(name_of);
say('schemas.bad_shapes_are_refused', taken.length || bad.length < 25 ? `${bad.length} looked at; fit: ${taken}` : '');

const idle = beyond.filter((name) => !bad.includes(name) && refusal(join(root, `tests/definitions/bad/${name}.yaml`)));
say('schemas.what_is_beyond_a_schema_is_so', idle.length ? `refused after all: ${idle}` : '');

// An editor shows what stands there: each key of a service has a word of explanation.
const silent = Object.entries(schema.properties).filter(
  ([, of]) => !of.description && !schema.$defs[of.$ref?.split('/').pop()]?.description,
);
say('schemas.keys_are_explained', silent.length ? `without: ${silent.map(([key]) => key)}` : '');
process.exit(code);
