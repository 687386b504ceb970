// What rules.py measures ours against: the same tables, each cell evaluated by feelin, which reads its text every time
// (it has no compiled form to keep).
//
//   node rules_feelin.mjs TABLES INPUTS SECONDS     one line of JSON, as benchmarks/rules.cpp prints it
import { readFileSync } from 'node:fs';
import { evaluate, unaryTest } from 'feelin';

const [tablesFile, inputsFile, seconds] = process.argv.slice(2);
const tables = JSON.parse(readFileSync(tablesFile, 'utf8'));
const inputs = JSON.parse(readFileSync(inputsFile, 'utf8'));

// A cell of one bare word is that word; other values stand for themselves.
const isWord = (cell) => typeof cell === 'string' && /^[a-z_][a-z0-9_]*$/i.test(cell);
const cellText = (cell) => (isWord(cell) ? `"${cell}"` : `${cell}`);
const nameOf = (column) => (typeof column === 'string' ? column : column.name);
const expressionOf = (column) => (typeof column === 'string' ? column : column.expression);

function prepared({ table }) {
  const count = table.inputs.length;
  return {
    first: table.hit === 'first',
    expressions: table.inputs.map(expressionOf),
    outputs: table.outputs.map(nameOf),
    rules: table.rules.map((row) => ({
      tests: row.slice(0, count).map(cellText),
      answers: row.slice(count, count + table.outputs.length).map(cellText),
    })),
  };
}

function matches(rule, values, context) {
  return rule.tests.every((test, i) => test === '-' || unaryTest(test, { ...context, '?': values[i] }) === true);
}

function decide(table, context) {
  const values = table.expressions.map((expression) => evaluate(expression, context));
  let found = null;
  for (const rule of table.rules) {
    if (!matches(rule, values, context)) continue;
    if (found) return null; // several rules of a unique table
    found = rule;
    if (table.first) break;
  }
  if (!found) return null;
  const answers = found.answers.map((answer) => evaluate(answer, context));
  return answers.length === 1 ? answers[0] : Object.fromEntries(table.outputs.map((name, i) => [name, answers[i]]));
}

const results = tables.map((written, i) => {
  const table = prepared(written);
  const answers = inputs[i].map((input) => decide(table, input));
  const until = performance.now() + Number(seconds) * 1000;
  const began = performance.now();
  let done = 0;
  while (performance.now() < until) {
    for (let n = 0; n < 20; n += 1) decide(table, inputs[i][done++ % inputs[i].length]);
  }
  return { name: written.name, a_second: (done * 1000) / (performance.now() - began), answers };
});
console.log(JSON.stringify(results));
