/** How much is overdue or stuck, for those who look after the whole: counted anew on each page that they come to. */
import { get } from '../api/api';
import { session } from '../api/session.svelte';

/** The server lists no more than these at once. */
const page_of_overdue = 50;

type Lists = { applications: unknown[]; events?: unknown[]; next?: string | null };

class Held_up {
  /** '': nothing, or not known. */
  overdue = $state('');
  stuck = $state('');
  may_overdue = $derived(session.has('keeper') || session.has('administrator'));
  may_stuck = $derived(session.has('administrator'));

  async count(): Promise<void> {
    if (this.may_overdue) {
      const outcome = await get<Lists>('/api/desk/overdue');
      if ('value' in outcome)
        this.overdue = outcome.value.next ? `${page_of_overdue}+` : told(outcome.value.applications.length);
    }
    if (this.may_stuck) {
      const outcome = await get<Lists>('/api/desk/stuck');
      if ('value' in outcome)
        this.stuck = told(outcome.value.applications.length + (outcome.value.events?.length ?? 0));
    }
  }
}
const told = (count: number) => (count === 0 ? '' : String(count));

export const held_up = new Held_up();
