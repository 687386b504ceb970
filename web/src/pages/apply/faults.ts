/** Faults as they are shown: in the reader's own words where we have them, else in the server's. */
import type { Problem, Service } from '../../api/api';
import type { Words } from '../../words/words';

export type Field_problem = { question: string; key: string; message: string };

export function fault_text(problem: { key: string; message: string }, words: Words['faults']): string {
  return (words as Record<string, string>)[problem.key] ?? problem.message;
}

/** Fields "answers.iin" of a problem, by question. Null if any field is not a question of this form. */
export function field_problems(problem: Problem, service: Service): Field_problem[] | null {
  const known = new Set(service.pages.flatMap((page) => page.questions.map((question) => question.id)));
  const found = (problem.fields ?? []).map(({ path, key, message }) => ({
    question: path.replace(/^answers\./, ''),
    key,
    message,
  }));
  return found.length > 0 && found.every((one) => known.has(one.question)) ? found : null;
}
