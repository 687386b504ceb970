// Small, so that it runs soon: it asks for everything that the first page needs, all at once instead of
// one after the other.
import { ask_early, ask_late } from './api/early';
import { route_of } from './base/route';
import { load_page, sets_of } from './pages/pages';
import { first_language, load_words } from './words/load';

const target = document.getElementById('app')!;

// Not awaited at the top: what is fetched here imports what is bundled with this, and would wait for it.
async function first_page(): Promise<void> {
  const route = route_of(location.pathname);
  const lang = first_language();
  const sets = sets_of(route.page);
  ask_early(route);
  const needed = [import('./start'), load_words(lang, ['common', ...sets]), load_page(route.page)] as const;
  ask_late(route);
  const [{ start }] = await Promise.all(needed);
  await start(lang, sets, target);
}

first_page().catch(() => {
  target.textContent =
    'Байланыс жоқ. Бетті қайта жүктеңіз. · Нет связи. Обновите страницу. · No connection. Reload this page.';
});
