/** What the first page will ask for, asked before its code is there: a round trip costs 400 ms on a rural link. */
import type { Route } from '../base/route';
import { kept } from '../base/storage';

const asked = new Map<string, Promise<Response>>();
/** Who was signed in here last; absent: nobody, so that there is nothing to ask. */
export const person_name = 'qyzmet.person';

function ask(path: string): void {
  const reply = fetch(path);
  // Whoever takes it hears of the failure; if nobody does, nobody needs to.
  reply.catch(() => undefined);
  asked.set(path, reply);
}

/** Before the page's code: it takes longest, and connections that are open already go to who asks first. */
export function ask_early(route: Route): void {
  if (route.page === 'service' || route.page === 'apply') ask(`/api/services/${encodeURIComponent(route.service)}`);
  if (kept(person_name) !== null) ask('/api/session');
}

/** After the page's code. */
export function ask_late(route: Route): void {
  if (route.page === 'home') ask('/api/life-events');
  ask('/api/about');
}

/** Each once: whoever asks again wants news. */
export function take_early(path: string): Promise<Response> | undefined {
  const reply = asked.get(path);
  asked.delete(path);
  return reply;
}
