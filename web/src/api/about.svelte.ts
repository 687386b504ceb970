/** What the server says of itself; fetched once, again when a connection comes back. */
import { get } from './api';
import type { About } from './types';

/** Kazakhstan since 01.03.2024, where the server does not say. */
const usual_offset_minutes = 300;

class Server {
  about = $state.raw<About>();
  online = $state(navigator.onLine);

  get utc_offset_minutes(): number {
    return this.about?.utc_offset_minutes ?? usual_offset_minutes;
  }

  start(): void {
    void this.#ask();
    addEventListener('online', () => {
      this.online = true;
      void this.#ask();
    });
    addEventListener('offline', () => (this.online = false));
  }

  async #ask(): Promise<void> {
    if (this.about) return;
    const outcome = await get<About>('/api/about');
    if ('value' in outcome) this.about = outcome.value;
  }
}

export const server = new Server();
