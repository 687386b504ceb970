/**
 * Single keys, for whoever wishes: they can be turned off (WCAG 2.1.4), do nothing while somebody writes, and go by the
 * place of the key, so that Kazakh and Russian layouts need no switching.
 */
import { keep, kept } from '../../base/storage';

const name = 'qyzmet.keys';

class Keys {
  on = $state(kept(name) !== 'off');
  /** The list of keys is open. */
  help = $state(false);

  turn(on: boolean): void {
    this.on = on;
    keep(name, on ? 'on' : 'off');
  }

  /** `acts`: by the key's place ("KeyJ", "Slash", "Shift+Slash", "Escape"). Gives what ends it. */
  listen(acts: Record<string, () => void>): () => void {
    const hear = (event: KeyboardEvent) => {
      const escape = event.code === 'Escape';
      if (event.ctrlKey || event.metaKey || event.altKey || (!this.on && !escape)) return;
      if (!escape && is_writing(event.target)) return;
      const act = acts[event.shiftKey ? `Shift+${event.code}` : event.code];
      if (!act) return;
      event.preventDefault();
      act();
    };
    addEventListener('keydown', hear);
    return () => removeEventListener('keydown', hear);
  }
}

function is_writing(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false;
  if (target instanceof HTMLInputElement) return !/^(checkbox|radio|button|submit)$/.test(target.type);
  return target instanceof HTMLTextAreaElement || target instanceof HTMLSelectElement || target.isContentEditable;
}

export const keys = new Keys();
