// Form.io's own server-side validation of the same form and answers as benchmarks/forms.cpp; prints one line of JSON.
// As its server does it: the targets `submission`, then `evaluator`. usage: forms_formio.mjs QUESTIONS SETS
import { process as run, ProcessTargets, processSync } from '@formio/core';

const [questions, sets] = process.argv.slice(2).map(Number);

/** Five to a page: a yes or no, two texts, a number, and a text that is asked only if the first was answered by yes. */
function components() {
  const all = [];
  for (let i = 0; i < questions; i += 5) {
    const one = (more, type, validate) => {
      const key = `q${i + more}`;
      return { key, type, input: true, label: key, validate: { required: true, ...validate } };
    };
    const values = ['yes', 'no'].map((value) => ({ value, label: value }));
    const conditions = [{ component: `q${i}`, operator: 'isEqual', value: 'yes' }];
    all.push(
      { ...one(0, 'radio', {}), values },
      one(1, 'textfield', { maxLength: 100 }),
      one(2, 'textfield', { maxLength: 100 }),
      one(3, 'number', { min: 0, max: 1000 }),
      {
        ...one(4, 'textfield', { maxLength: 100 }),
        clearOnHide: true,
        conditional: { show: true, conjunction: 'all', conditions },
      },
    );
  }
  return all;
}

function answers(number) {
  const data = {};
  for (let i = 0; i < questions; i += 5) {
    const yes = (i / 5 + number) % 2 === 0;
    data[`q${i}`] = yes ? 'yes' : 'no';
    data[`q${i + 1}`] = `answer ${number} ${i}`;
    data[`q${i + 2}`] = 'Әлия';
    data[`q${i + 3}`] = (number + i) % 1000;
    if (yes) data[`q${i + 4}`] = 'because';
  }
  return data;
}

/** What is wrong with the answers. */
async function check(form, data) {
  const scope = { errors: [] };
  const context = { form, submission: { data }, data, components: form.components, scope, config: { server: true } };
  await run({ ...context, processors: ProcessTargets.submission });
  processSync({ ...context, processors: ProcessTargets.evaluator });
  return scope.errors;
}

const form = { components: components() };
const good = await check(form, answers(1));
const wrong = answers(1);
wrong.q3 = 5000;
delete wrong.q1;
delete wrong.q9; // asked, as q5 is answered by yes
const found = (await check(form, wrong)).map((error) => error.context?.path ?? error.path).sort();
if (good.length !== 0 || found.join() !== 'q1,q3,q9') {
  console.error(`it does not check what it should: ${good.length} in the good one; ${found}`);
  process.exit(1);
}
const data = Array.from({ length: sets }, (_, i) => answers(i));
const began = process.hrtime.bigint();
for (const one of data) await check(form, one);
console.log(JSON.stringify({ check_us: Number(process.hrtime.bigint() - began) / 1000 / sets }));
