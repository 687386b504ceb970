import { mount } from 'svelte';
import App from './App.svelte';
import { server } from './api/about.svelte';
import { fetch_other_words, first_language, language } from './base/language.svelte';
import { router } from './base/router.svelte';
import { fetch_other_pages, load_page } from './pages/pages';

server.start();
router.start();
const target = document.getElementById('app')!;
// Asked for together with the words, not after them: a round trip costs 400 ms on a rural link.
load_page(router.route.page).catch(() => undefined);
await language.choose(first_language());
target.replaceChildren();
mount(App, { target });

// What a later step will need, once the first page stands: then a lost connection stops nothing that is local.
setTimeout(() => {
  fetch_other_words();
  fetch_other_pages();
}, 1500);
