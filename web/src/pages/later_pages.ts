/** Which component shows which page that is not listed in pages.ts. */
import type { Component } from 'svelte';
import type { Route } from '../base/route';

export const later_pages: Partial<Record<Route['page'], () => Promise<{ default: Component }>>> = {
  desk: () => import('./desk/Inbox.svelte'),
  desk_file: () => import('./desk/File_page.svelte'),
  overdue: () => import('./desk/Overdue.svelte'),
  stuck: () => import('./desk/Stuck.svelte'),
  staff: () => import('./staff/Staff.svelte'),
  staff_application: () => import('./staff/Staff_application.svelte'),
  reports: () => import('./staff/Reports.svelte'),
  keepers: () => import('./keepers/Keepers_services.svelte'),
  keepers_service: () => import('./keepers/Keepers_service.svelte'),
  keepers_publish: () => import('./keepers/Keepers_publish.svelte'),
  registry: () => import('./registry/Registry.svelte'),
  registry_new: () => import('./registry/New_entry.svelte'),
  registry_reports: () => import('./registry/Reports.svelte'),
  registry_entry: () => import('./registry/Entry.svelte'),
  correct: () => import('./application/Correct.svelte'),
  to_sign: () => import('./signing/To_sign.svelte'),
  support: () => import('./finding/Measures.svelte'),
  registry_share: () => import('./registry/Share.svelte'),
};
