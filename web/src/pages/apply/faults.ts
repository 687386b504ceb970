/** Faults as they are shown: in the reader's own words where we have them, else in the server's. */
import type { Field_fault, Problem } from '../../api/api';
import type { Lang } from '../../base/format';
import type { Text } from '../../base/language.svelte';
import type { Question, Service } from '../../api/types';
import type { Words } from '../../words/words';

export type Field_problem = { question: string } & Omit<Field_fault, 'path'>;

export function fault_text(problem: Omit<Field_fault, 'path'>, words: Words['faults'], lang: Lang): string {
  return (words as Record<string, string>)[problem.key] ?? problem.texts?.[lang] ?? problem.message;
}

/** Fields "answers.iin", "answers.child[0].iin" of a problem, by place. Null if any is not a question of this form. */
export function field_problems(problem: Problem, service: Service): Field_problem[] | null {
  const known = new Set(service.pages.flatMap((page) => page.questions.map((question) => question.id)));
  const found = (problem.fields ?? []).map(({ path, ...said }) => ({
    question: path.replace(/^answers\./, '').replace(/\[(\d+)\]/g, '.$1'),
    ...said,
  }));
  return found.length > 0 && found.every((one) => known.has(one.question.split('.')[0]!)) ? found : null;
}

/** "No. 2, IIN" for "children.1.iin": which of many fields alike a fault is about. Empty outside a group. */
export function place_in_group(
  path: string,
  questions: readonly Question[],
  item: (number: number) => string,
  say: (text: Text) => string,
): string {
  const [group, i, id] = path.split('.');
  const field = questions.find((one) => one.id === group)?.fields?.find((one) => one.id === id);
  return field ? `${item(Number(i) + 1)}, ${say(field.title)}` : '';
}
