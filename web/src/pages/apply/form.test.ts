// Goal: what is asked follows from earlier answers; what is not asked is not sent; every kind is checked and written
// as the server takes it.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Page, Question, Service } from '../../api/types';
import { content_of, fault_of, faults_of, form_pages, is_blank, shown_of, to_send, type Answers } from './answers';
import { hundredths, plain_number } from './numbers';
import { lines_of, title_in_list, typed_of } from './shown_answer';
import { field_problems, place_in_group } from './faults';

const text = { kk: 'т', ru: 'т', en: 't' };
const question = (id: string, kind: Question['kind'], more: Partial<Question> = {}): Question => ({
  id,
  kind,
  title: text,
  required: true,
  ...more,
});
const page = (id: string, questions: Question[], more: Partial<Page> = {}): Page => ({
  id,
  title: text,
  questions,
  ...more,
});
const child = question('child', 'repeat', {
  min: 1,
  max: 3,
  fields: [
    question('iin', 'iin'),
    question('studies', 'yes_no'),
    question('school', 'text', { when: { question: 'studies', equals: true }, max_length: 5 }),
  ],
});
const service = {
  id: 'kz.x',
  version: 2,
  pages: [
    page('family', [question('children', 'yes_no')]),
    page('list', [child], { when: { question: 'children', equals: true } }),
    page('how', [
      question('pay', 'choice', { options: ['bank', 'post'].map((value) => ({ value, title: text })) }),
      question('iban', 'iban', { when: { question: 'pay', equals: 'bank' } }),
    ]),
    page('bank', [question('deep', 'text', { when: { question: 'iban', equals: 'x' } })]),
    page('end', [question('agree', 'statement')]),
  ],
} as unknown as Service;
const ids = (answers: Answers) => form_pages(service, answers).map((one) => one.id);
const all = (answers: Answers) => form_pages(service, answers).flatMap((one) => one.questions);

test('pages and questions are shown only if an earlier answer, itself shown, says so', () => {
  assert.deepEqual(ids({}), ['family', 'how']);
  assert.deepEqual(ids({ children: 'true' }), ['family', 'list', 'how']);
  assert.deepEqual(ids({ children: 'false' }), ['family', 'how']);
  assert.ok(all({ pay: 'bank' }).some((one) => one.id === 'iban'));
  assert.ok(!all({ pay: 'post' }).some((one) => one.id === 'iban'));
  assert.ok(ids({ pay: 'bank', iban: 'x' }).length === 2, 'an account is compared in its normal form');
  assert.deepEqual(ids({ pay: 'post', iban: 'X' }), ['family', 'how'], 'what hangs on a hidden question is hidden');
});

test('hidden answers stay typed and are not sent', () => {
  const answers: Answers = { children: 'false', child: [{ iin: '1' }], pay: 'post', iban: 'KZ1' };
  assert.deepEqual(to_send(all(answers), answers), { children: false, pay: 'post' });
});

test('a list: faults by item and field, fields by their own item, values as the server takes them', () => {
  const items = [
    { iin: '900101300017', studies: 'false', school: 'left from before' },
    { iin: '900101300018', studies: 'true', school: 'too long' },
  ];
  assert.deepEqual(faults_of(child, undefined), [{ path: 'child', key: 'field.missing' }]);
  assert.deepEqual(faults_of(child, items), [
    { path: 'child.1.iin', key: 'iin.check_digit' },
    { path: 'child.1.school', key: 'field.too_long' },
  ]);
  assert.deepEqual(
    shown_of(child.fields!, items[0]!).map((field) => field.id),
    ['iin', 'studies'],
  );
  assert.deepEqual(to_send([child], { child: [items[0]!] }), { child: [{ iin: '900101300017', studies: false }] });
});

test('faults of the server lead to the field of the item', () => {
  const problem = {
    type: '',
    title: '',
    status: 422,
    fields: [{ path: 'answers.child[1].iin', key: 'iin.birth_date', message: 'm' }],
  };
  assert.deepEqual(field_problems(problem, service), [
    { question: 'child.1.iin', key: 'iin.birth_date', message: 'm' },
  ]);
});

test('numbers and sums as people type them', () => {
  assert.equal(plain_number(' 1 250\u00a0000 '), '1250000');
  assert.equal(plain_number('45 000,50 ₸'), '45000.50');
  assert.equal(plain_number('\u22125'), '-5');
  assert.equal(plain_number('five'), 'five');
  assert.equal(hundredths('45000.5'), 4500050);
  assert.equal(hundredths('0.05'), 5);
  for (const wrong of ['', '1.234', '-1', 'x', '1.']) assert.equal(hundredths(wrong), null, wrong);
  const age = question('age', 'number', { min: 0, max: 120 });
  assert.equal(fault_of(age, '121'), 'field.not_in_range');
  assert.equal(fault_of(age, '1,5'), 'number.malformed');
  assert.equal(fault_of(age, '0'), null);
  assert.equal(fault_of(question('sum', 'money', { max: 100 }), '1,01'), 'field.not_in_range');
  assert.deepEqual(to_send([age, question('sum', 'money')], { age: '42', sum: '1 000,50' }), { age: 42, sum: 100050 });
});

test('BIN, IBAN, address and several choices', () => {
  assert.equal(fault_of(question('bin', 'bin'), '1604 4000 7161'), null);
  assert.equal(fault_of(question('bin', 'bin'), '160440007162'), 'bin.check_digit');
  assert.equal(fault_of(question('iban', 'iban'), 'gb82 west 1234 5698 7654 32'), null);
  assert.equal(fault_of(question('iban', 'iban'), 'GB82WEST12345698765433'), 'iban.check_digits');
  const options = ['a', 'b'].map((value) => ({ value, title: text }));
  const address = question('address', 'address', { options, max_length: 9 });
  assert.equal(fault_of(address, undefined), 'address.incomplete');
  assert.equal(fault_of(address, { region: 'a', text: ' ' }), 'address.incomplete');
  assert.equal(fault_of(address, { region: 'a', text: '1234567890' }), 'field.too_long');
  assert.equal(fault_of({ ...address, required: false }, { region: '', text: '' }), null);
  assert.deepEqual(to_send([address], { address: { region: 'a', text: ' x ' } }), {
    address: { region: 'a', text: 'x' },
  });
  const any = question('any', 'choices', { options });
  assert.equal(fault_of(any, []), 'field.not_a_choice');
  assert.equal(fault_of(any, ['a', 'c']), 'field.not_a_choice');
  assert.deepEqual(to_send([any], { any: ['b'] }), { any: ['b'] });
});

test('a file is described; what is wrong with it is found before it is read', () => {
  const file = question('file', 'file', { required: false, types: ['application/pdf'], max_size: 10 });
  const record = { name: 'a.pdf', sha256: '00', size: 10, type: 'application/pdf' };
  assert.equal(fault_of(file, undefined), null);
  assert.equal(fault_of({ ...file, required: true }, ''), 'field.missing');
  assert.equal(fault_of(file, record), null);
  assert.equal(fault_of(file, { ...record, size: 11 }), 'field.file_size');
  assert.equal(fault_of(file, { ...record, size: 0 }), 'field.file_empty');
  assert.equal(fault_of(file, { ...record, type: 'text/html' }), 'field.file_type');
  assert.deepEqual(to_send([file], { file: record }), { file: record });
  assert.ok(!is_blank(record) && is_blank(''));
});

test('what is shown of an answer, typed or sent', () => {
  const words = { yes: 'yes', no: 'no', item: (count: number) => `No. ${count}` };
  const sent = { iin: '900101300017', studies: false };
  assert.deepEqual(lines_of(child, typed_of(child, [sent]), 'en', words), [
    { item: 'No. 1', text: '' },
    { name: 't', text: '900101300017' },
    { name: 't', text: 'no' },
  ]);
  const sum = question('sum', 'money');
  assert.deepEqual(lines_of(sum, typed_of(sum, 4500050), 'en', words), [{ text: '45,000.50\u00a0₸' }]);
  assert.deepEqual(lines_of(sum, 'nonsense', 'en', words), [{ text: 'nonsense' }], 'what is wrong is shown as typed');
});

test('a fault in a list says in which item and field', () => {
  const place = (path: string) => place_in_group(path, [child], (number) => `No. ${number}`, (text) => text.en);
  assert.equal(place('child.1.iin'), 'No. 2, t');
  assert.equal(place('child'), '', 'the list itself');
  assert.equal(place('other.0.iin'), '');
});

test('the content of a list has its own normal form', () => {
  const with_phone = {
    ...service,
    pages: [page('p', [question('who', 'repeat', { fields: [question('phone', 'phone')] })])],
  } as unknown as Service;
  const plan = { country_code: '7', trunk_prefix: '8', national_digits: 10 };
  assert.equal(
    content_of(with_phone, '{"answers":{"who":[{"phone":"8 701 123 45 67"}]},"service":"kz.x"}', plan),
    '{"answers":{"who":[{"phone":"+77011234567"}]},"service":"kz.x","version":2}',
  );
});

test('a question is called as its page only if the page holds nothing else, a statement too', () => {
  const title = { kk: 'page', ru: 'page', en: 'page' };
  const phone = question('phone', 'phone');
  const of = (questions: Question[]) => {
    const asked = { ...service, pages: [page('p', questions, { title })] } as unknown as Service;
    return title_in_list(asked, form_pages(asked)[0]!, phone).en;
  };
  assert.equal(of([phone]), 'page');
  assert.equal(of([phone, question('agreed', 'statement')]), phone.title.en);
});
