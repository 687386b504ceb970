import { mount } from 'svelte';
import App from './App.svelte';
import { server } from './api/about.svelte';
import type { Lang } from './base/format';
import { fetch_other_words, language } from './base/language.svelte';
import { router } from './base/router.svelte';
import { fetch_other_pages } from './pages/pages';

export async function start(lang: Lang, target: HTMLElement): Promise<void> {
  server.start();
  router.start();
  await language.choose(lang);
  target.replaceChildren();
  mount(App, { target });
  // What a later step will need, once the first page stands: then a lost connection stops nothing that is local.
  setTimeout(() => {
    fetch_other_words();
    fetch_other_pages();
  }, 1500);
}
