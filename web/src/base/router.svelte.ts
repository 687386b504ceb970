/** Moves between pages without loading them anew. */
import { route_of, type Route } from './route';

class Router {
  #path = $state(location.pathname);
  search = $state(location.search);
  get path(): string {
    return this.#path;
  }
  route: Route = $derived(route_of(this.#path));
  /** The page that comes next shall take the focus: set by every move, cleared by the heading that took it. */
  focus_due = false;

  start(): void {
    addEventListener('popstate', () => {
      if (location.pathname + location.search === this.#path + this.search) return;
      this.focus_due = true;
      this.#take_place();
    });
    document.addEventListener('click', (event) => this.#follow(event));
  }

  go(path: string, how: 'push' | 'replace' = 'push'): void {
    if (how === 'push') history.pushState(null, '', path);
    else history.replaceState(null, '', path);
    this.focus_due = true;
    this.#take_place();
    // When the new page stands, so that it is laid out once.
    requestAnimationFrame(() => scrollTo(0, 0));
  }

  #take_place(): void {
    this.#path = location.pathname;
    this.search = location.search;
  }

  /** Plain clicks on our own links; everything else (new tab, download, elsewhere) is the browser's. */
  #follow(event: MouseEvent): void {
    if (
      event.defaultPrevented ||
      event.button !== 0 ||
      event.metaKey ||
      event.ctrlKey ||
      event.shiftKey ||
      event.altKey
    )
      return;
    const link = event.target instanceof Element ? event.target.closest('a') : null;
    if (!link || link.origin !== location.origin || link.target !== '' || link.hasAttribute('download')) return;
    const path = link.getAttribute('href') ?? '';
    if (!path.startsWith('/') || link.hasAttribute('data-server')) return;
    event.preventDefault();
    this.go(path);
  }
}

export const router = new Router();
