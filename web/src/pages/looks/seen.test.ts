import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Text } from '../../base/language.svelte';
import { seen_text } from './seen';
import { looks_words } from './words';

const text = (en: string) => ({ kk: en, ru: en, en });
const names = { region: text('Region'), paper: text('Paper'), 'evidence.family': text('Register of families') };
const seen = (fields: string[], known?: typeof names) =>
  seen_text(fields, known, looks_words.en, (title: Text) => title.en);

test('registers and messages are no answers', () => {
  assert.equal(
    seen(['name', 'iin', 'region', 'gone', 'evidence.family', 'messages'], names),
    'name, IIN, your messages, 2 answers of the application (Region; an answer that is no longer asked for), ' +
      'what a register answered (Register of families)',
  );
  assert.equal(seen(['evidence.other'], names), 'what a register answered');
});

test('while names load nothing wrong is said', () => {
  assert.equal(seen(['region', 'evidence.family']), '1 answer of the application, what a register answered');
  assert.equal(seen(['file.paper']), 'the attached file');
  assert.equal(seen(['file.paper'], names), 'the attached file (Paper)');
  assert.equal(seen(['file.answer.1']), 'the attached file (with your answer to a question)');
});
