/** What a look saw, in words: "name, IIN, 2 answers of the application (Region; Children), your messages". */
import type { Text } from '../../base/language.svelte';
import type { Names } from './names';
import type { Looks_words } from './words';

const personal = ['name', 'iin', 'document', 'messages'] as const;
const file_lead = 'file.';
const evidence_lead = 'evidence.';

/** Without `names`, while they are on their way or cannot be had, answers are counted and not named. */
export function seen_text(
  fields: readonly string[],
  names: Names[string] | undefined,
  words: Looks_words,
  say: (text: Text) => string,
): string {
  const called = (field: string, otherwise: string) => {
    const title = names?.[field];
    return title ? say(title) : otherwise;
  };
  const question = (field: string) => {
    if (/^(answer|message)\.\d+$/.test(field)) return words.with[field.startsWith('a') ? 'answer' : 'message'];
    return called(field, names ? words.other_answer : '');
  };
  const after = (lead: string) => fields.filter((field) => field.startsWith(lead));
  const answers = fields.filter(
    (field) =>
      !(personal as readonly string[]).includes(field) &&
      !field.startsWith(file_lead) &&
      !field.startsWith(evidence_lead),
  );
  const which = names ? ` (${[...new Set(answers.map(question))].join('; ')})` : '';
  return [
    ...personal.filter((field) => fields.includes(field)).map((field) => words[field]),
    ...after(file_lead).map((field) => words.file(question(field.slice(file_lead.length)))),
    ...(answers.length > 0 ? [`${words.answers(answers.length)}${which}`] : []),
    ...after(evidence_lead).map((field) => words.register(called(field, ''))),
  ].join(', ');
}
