// What api/openapi.yaml allows the server to answer. OpenAPI 3.1: its schemas are JSON Schema 2020-12.
import Ajv from 'ajv/dist/2020.js';
import { parse } from 'yaml';

const schemas_id = 'schemas';
const problem_type = 'application/problem+json';
const formats = {
  date: /^\d{4}-\d{2}-\d{2}$/,
  'date-time': /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{3}Z$/,
  binary: true,
};

/** `text`: the document. Gives `misfit` and `compile_all`. */
export function read_contract(text) {
  const document = parse(text);
  const ajv = new Ajv({ allErrors: true, strict: true, allowUnionTypes: true, strictRequired: false, formats });
  ajv.addKeyword('example');
  ajv.addSchema(as_schema({ $defs: document.components.schemas }), schemas_id);
  const paths = Object.keys(document.paths).map((path) => ({ path, parts: path.split('/') }));
  const compiled = new Map();

  /** The documented path that fits; one without a parameter in a place goes before one with. */
  function path_of(asked) {
    const parts = asked.split('/');
    const fitting = paths.filter((one) => fits(one.parts, parts));
    return fitting.sort((a, b) => a.path.split('{').length - b.path.split('{').length)[0]?.path;
  }

  function deref(pointer) {
    const node = at(document, pointer);
    return typeof node?.$ref === 'string' ? deref(node.$ref.slice(1)) : { node, pointer };
  }

  function checker(pointer) {
    if (!compiled.has(pointer)) compiled.set(pointer, ajv.compile(as_schema(at(document, pointer))));
    return compiled.get(pointer);
  }

  /**
   * What of an answer the contract does not allow; '' if all is well. `path` without its query; `type`: the media type
   * alone; `body`: text, null for one that has no end.
   */
  function misfit({ method, path, status, type, body }) {
    const name = path_of(path);
    if (name === undefined) return 'no such path in the contract';
    const operation = `/paths/${escape(name)}/${method.toLowerCase()}`;
    if (!at(document, operation)) return `${name} has no method ${method}`;
    const listed = at(document, `${operation}/responses`);
    const named = status in listed ? status : status >= 400 && 'default' in listed ? 'default' : undefined;
    if (named === undefined) return `${name} does not answer ${status}`;
    const { node, pointer } = deref(`${operation}/responses/${named}`);
    if (!node.content) return body ? `${status} has no body in the contract` : '';
    if (!(type in node.content)) return `${type || 'no type'} instead of ${Object.keys(node.content).join(', ')}`;
    if (body === null || !/json$/.test(type)) return '';
    const value = read_json(body);
    if (value === undefined) return 'the body is not JSON';
    const check = checker(`${pointer}/content/${escape(type)}/schema`);
    if (!check(value)) return ajv.errorsText(check.errors, { dataVar: 'body' });
    return type === problem_type ? misfit_of_problem(value, status) : '';
  }

  /** Every schema of every answer; throws for one that is no schema. */
  function compile_all() {
    const pointers = Object.keys(document.paths).flatMap((path) =>
      Object.entries(document.paths[path]).flatMap(([method, { responses }]) =>
        Object.keys(responses).map((status) => `/paths/${escape(path)}/${method}/responses/${status}`),
      ),
    );
    for (const { node, pointer } of pointers.map(deref)) {
      for (const type of Object.keys(node.content ?? {})) checker(`${pointer}/content/${escape(type)}/schema`);
    }
  }

  return { misfit, compile_all };
}

/** With references to where the schemas are kept here. */
function as_schema(node) {
  if (Array.isArray(node)) return node.map(as_schema);
  if (node === null || typeof node !== 'object') return node;
  return Object.fromEntries(
    Object.entries(node).map(([key, value]) => [
      key,
      key === '$ref' ? value.replace('#/components/schemas', `${schemas_id}#/$defs`) : as_schema(value),
    ]),
  );
}

/** What the schema cannot say of it. */
function misfit_of_problem(problem, status) {
  if (problem.status !== status) return `the problem says ${problem.status} in an answer of ${status}`;
  if (!/^\/problems\/[a-z0-9_]+(\.[a-z0-9_]+)+$/.test(problem.type)) return `type ${problem.type}`;
  return problem.title === '' || problem.detail === '' ? 'a problem without words' : '';
}

function fits(named, asked) {
  if (named.length !== asked.length) return false;
  return named.every((part, i) => (part.startsWith('{') ? asked[i] !== '' : part === asked[i]));
}

function at(node, pointer) {
  const keys = pointer.split('/').slice(1);
  return keys.reduce((in_it, key) => in_it?.[key.replace(/~1/g, '/').replace(/~0/g, '~')], node);
}

const escape = (key) => key.replace(/~/g, '~0').replace(/\//g, '~1');

function read_json(text) {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
