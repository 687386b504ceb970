/** Which component shows which page. The heavier ones come when they are needed, or when nothing else is to be done. */
import type { Component } from 'svelte';
import type { Route } from '../base/route';

const sources: Record<Route['page'], () => Promise<{ default: Component }>> = {
  home: () => import('./home/Home.svelte'),
  service: () => import('./service/Service_page.svelte'),
  apply: () => import('./apply/Apply.svelte'),
  application: () => import('./application/Application_page.svelte'),
  verify: () => import('./verify/Verify.svelte'),
  not_found: () => import('./Not_found.svelte'),
};

export async function load_page(page: Route['page']): Promise<Component> {
  return (await sources[page]()).default;
}

export function fetch_other_pages(): void {
  for (const source of Object.values(sources)) source().catch(() => undefined);
}
