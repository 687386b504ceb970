/** What the first page will ask for, asked before its code is there: a round trip costs 400 ms on a rural link. */
import type { Route } from '../base/route';

const asked = new Map<string, Promise<Response>>();

export function ask_early(route: Route): void {
  const paths = ['/api/about'];
  if (route.page === 'home') paths.push('/api/services');
  if (route.page === 'service' || route.page === 'apply')
    paths.push(`/api/services/${encodeURIComponent(route.service)}`);
  for (const path of paths) {
    const reply = fetch(path);
    // Whoever takes it hears of the failure; if nobody does, nobody needs to.
    reply.catch(() => undefined);
    asked.set(path, reply);
  }
}

/** Each once: whoever asks again wants news. */
export function take_early(path: string): Promise<Response> | undefined {
  const reply = asked.get(path);
  asked.delete(path);
  return reply;
}
