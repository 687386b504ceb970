/** Which component shows which page. The heavier ones come when they are needed, or when nothing else is to be done. */
import type { Component } from 'svelte';
import type { Route } from '../base/route';
import type { Word_set } from '../words/words';

type Source = { load: () => Promise<{ default: Component }>; words: Word_set[] };
const one = (load: Source['load'], ...words: Word_set[]): Source => ({ load, words });

const sources: Partial<Record<Route['page'], Source>> & { not_found: Source } = {
  home: one(() => import('./home/Home.svelte'), 'home'),
  find: one(() => import('./finding/Find.svelte')),
  life_event: one(() => import('./finding/Life_event.svelte')),
  not_listed: one(() => import('./finding/Not_listed.svelte')),
  service: one(() => import('./service/Service_page.svelte'), 'service'),
  apply: one(() => import('./apply/Apply.svelte'), 'form'),
  application: one(() => import('./application/Application_page.svelte'), 'form', 'application'),
  continue_draft: one(() => import('./applications/Continue.svelte'), 'form'),
  applications: one(() => import('./applications/Applications.svelte'), 'form', 'application'),
  looks: one(() => import('./looks/Looks.svelte')),
  mandates: one(() => import('./mandates/Mandates.svelte')),
  access: one(() => import('./access/Access.svelte')),
  sign_in: one(() => import('./sign_in/Sign_in.svelte')),
  verify: one(() => import('./verify/Verify.svelte')),
  verify_document: one(() => import('./verify/Verify_document.svelte')),
  not_found: one(() => import('./Not_found.svelte')),
};

export async function load_page(page: Route['page']): Promise<Component> {
  const source = sources[page];
  return (await (source ? source.load() : load_later(page))).default;
}

/** What nobody opens first, and what staff need, is not on everybody's first page: not even listed there. */
async function load_later(page: Route['page']): ReturnType<Source['load']> {
  const { later_pages } = await import('./later_pages');
  return (later_pages[page] ?? sources.not_found.load)();
}
const words_of_later: readonly Word_set[] = ['form', 'application', 'service'];

/** The words that the page needs before it is drawn. */
export function sets_of(page: Route['page']): readonly Word_set[] {
  return sources[page]?.words ?? words_of_later;
}

/** For a browser that cannot keep pages for itself: staff have a connection. */
export function fetch_other_pages(): void {
  for (const source of Object.values(sources)) source.load().catch(() => undefined);
}
