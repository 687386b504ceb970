/** Where a step leads, in words: pure. */
import type { Lang } from '../../base/format';
import type { Text } from '../../base/language.svelte';
import type { preview_words } from './preview_words';
import type { Process, Step } from './types';

type Preview_words = (typeof preview_words)[Lang];
/** `name`: of the action, or what the decision, register or part answers. */
export type Way = { id: string; name: string; to: string; with_reason: boolean };
type Say = (text: Text) => string;

export function ways_of(step: Step, process: Process, words: Preview_words, say: Say): Way[] {
  const target = (to: string) => target_text(to, process.steps, words, say);
  return [
    ...(step.actions ?? []).map(({ id, title, to, needs_reason }) => ({
      id,
      name: say(title),
      to: target(to),
      with_reason: needs_reason,
    })),
    ...(step.then ?? []).map(({ value, to }) => ({
      id: value,
      name: outcome_text(value, step, process, words, say),
      to: target(to),
      with_reason: false,
    })),
  ];
}

/** A step is told with its number in the list, so that it is found there. */
function target_text(to: string, steps: readonly Step[], words: Preview_words, say: Say): string {
  if (to === 'granted' || to === 'refused') return words[to];
  if (to === 'waiting_for_applicant') return words.question;
  const at = steps.findIndex(({ id }) => id === to);
  return at < 0 ? to : `${at + 1}. ${say(steps[at]!.title)}`;
}

/** A decision is followed by its first output. */
function outcome_text(value: string, step: Step, process: Process, words: Preview_words, say: Say): string {
  if (step.by === 'register') return value === 'done' ? words.done : words.rejected;
  if (step.by === 'service') return value === 'granted' ? words.part_granted : words.part_refused;
  const output = process.decisions.find(({ id }) => id === step.decide)?.outputs[0];
  const text = output?.texts?.[value];
  const plain = output?.kind === 'yes_no' ? (value === 'true' ? words.yes : words.no) : (text ? say(text) : value);
  return output?.title ? `${say(output.title)}: ${plain}` : plain;
}
