import { mount } from 'svelte';
import App from './App.svelte';
import { server } from './api/about.svelte';
import { session } from './api/session.svelte';
import type { Lang } from './base/format';
import { fetch_other_words, language } from './base/language.svelte';
import { router } from './base/router.svelte';
import { fetch_other_pages } from './pages/pages';
import type { Word_set } from './words/words';

export async function start(lang: Lang, sets: readonly Word_set[], target: HTMLElement): Promise<void> {
  server.start();
  session.start();
  router.start();
  await language.choose(lang, sets);
  target.replaceChildren();
  mount(App, { target });
  // What a later step will need, once the first page stands: then a lost connection stops nothing that is local.
  setTimeout(() => {
    fetch_other_words();
    fetch_other_pages();
    if ('serviceWorker' in navigator && import.meta.env.PROD)
      navigator.serviceWorker.register('/sw.js').catch(() => undefined);
  }, 1500);
}
