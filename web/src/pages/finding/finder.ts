/** Where the answers given so far have led: to the next question, or to services. */
import type { Finder } from '../../api/types';
import type { Text } from '../../base/language.svelte';

export type Place =
  { at: 'question'; title: Text; options: Text[] } | { at: 'services'; services: string[] } | { at: 'nowhere' };

/** `steps`: the place of each answer among its question's options, as the address has them. */
export function place_of(finder: Finder, steps: readonly string[]): Place {
  let question = finder.questions[finder.start];
  for (const [i, step] of steps.entries()) {
    const option = /^\d{1,3}$/.test(step) ? question?.options[Number(step)] : undefined;
    if (!option) return { at: 'nowhere' };
    if (option.next === undefined || option.next === '') {
      return i === steps.length - 1 ? { at: 'services', services: option.services ?? [] } : { at: 'nowhere' };
    }
    question = finder.questions[option.next];
  }
  if (!question) return { at: 'nowhere' };
  return { at: 'question', title: question.title, options: question.options.map((option) => option.title) };
}
