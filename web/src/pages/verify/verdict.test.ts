// Goal: what the page says follows from the file and from the server, whichever way they disagree.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Outcome } from '../../api/api';
import type { Document_standing } from '../../api/types';
import { verdict_of_file, verdict_of_number } from './verdict';

const known = (standing: Document_standing['standing'], digest?: string): Outcome<Document_standing> =>
  ({ value: { standing, ...(digest === undefined ? {} : { digest }) } }) as Outcome<Document_standing>;
const refused = (status: number): Outcome<Document_standing> => ({
  fault: { kind: 'problem', problem: { type: '', title: '', status }, retry_after_s: null },
});
const silent: Outcome<Document_standing> = { fault: { kind: 'unreachable' } };
const proven = { outcome: 'proven', digest: 'd' } as const;

test('a whole file is genuine only if the server issued the same and has not revoked it', () => {
  assert.deepEqual(verdict_of_file(proven, known('valid', 'd')), { look: 'proven', title: 'genuine' });
  assert.equal(verdict_of_file(proven, known('expired', 'd')).title, 'expired');
  assert.equal(verdict_of_file(proven, known('revoked', 'd')).title, 'revoked');
  assert.equal(verdict_of_file(proven, known('valid', 'e')).known, 'other_content');
  assert.equal(verdict_of_file(proven, known('valid')).known, 'other_content');
  assert.equal(verdict_of_file(proven, refused(422)).known, 'other_content');
  assert.equal(verdict_of_file(proven, refused(404)).known, 'not_issued');
  for (const standing of [silent, refused(503), undefined]) {
    assert.deepEqual(verdict_of_file(proven, standing), { look: 'unable', title: 'not_asked' });
  }
});

test('a changed file stays broken, whatever the server says of its number', () => {
  const report = { outcome: 'broken', found: { fault: 'bad_signature' } } as const;
  assert.deepEqual(verdict_of_file(report, known('valid', 'd')), {
    look: 'broken',
    title: 'broken',
    found: { fault: 'bad_signature' },
  });
});

test('a number alone proves no file', () => {
  assert.deepEqual(verdict_of_number(known('valid')), { look: 'proven', title: 'stands' });
  assert.equal(verdict_of_number(known('expired')).title, 'number_expired');
  assert.equal(verdict_of_number(known('revoked')).title, 'number_revoked');
  assert.equal(verdict_of_number(refused(404)).known, 'not_found');
  assert.equal(verdict_of_number(refused(422)).known, 'wrong_word');
  assert.deepEqual(verdict_of_number(silent), { look: 'unable', title: 'unable' });
});
