/** Who is signed in. The cookie is the server's alone; here is only what it says of it. */
import { keep, kept, remove } from '../base/storage';
import { change, get, when_session_is_needed, type Outcome } from './api';
import { person_name } from './early';
import { forget_typed } from '../base/typed';

export type Who_is_in = {
  signed_in: boolean;
  kind: 'citizen' | 'staff' | null;
  name: string | null;
  person: string | null;
  iin?: string | null;
  roles: string[];
  agency?: string | null;
  office?: string | null;
  expires_at?: string | null;
};

class Session {
  who = $state.raw<Who_is_in | null>(null);
  /** False while it is being asked who is signed in. */
  known = $state(false);
  /** It was over when the server was asked for something: said on every page until somebody signs in. */
  over = $state(false);
  /** The person who is or was at work in this tab; while the server cannot be reached, who was last. */
  #person = $state(kept(person_name) ?? '');

  /** Whose answers belong to whoever sits here: a person's id; '' for nobody in particular. */
  get owner(): string {
    return this.#person;
  }
  get is_citizen(): boolean {
    return this.who?.kind === 'citizen';
  }
  get is_staff(): boolean {
    return this.who?.kind === 'staff';
  }
  has(role: string): boolean {
    return this.who?.roles.includes(role) ?? false;
  }

  start(): void {
    when_session_is_needed(() => this.#heard_over());
    // Nobody has signed in on this device: pages need not wait to be told so.
    this.known = this.#person === '';
    void this.load();
    // Another tab signed in or out.
    addEventListener('storage', (event) => {
      if (event.key === person_name) void this.load();
    });
  }

  async load(): Promise<void> {
    const outcome = await get<Who_is_in>('/api/session');
    if ('value' in outcome) this.#take(outcome.value.signed_in ? outcome.value : null);
    this.known = true;
  }

  async sign_in(path: string, given: unknown): Promise<Outcome<unknown>> {
    const outcome = await change<Who_is_in>('POST', path, given);
    if ('value' in outcome) {
      this.over = false;
      this.#take(outcome.value);
      this.known = true;
    }
    return outcome;
  }

  async sign_out(): Promise<Outcome<unknown>> {
    const outcome = await change('POST', '/api/sign-out');
    if ('value' in outcome || outcome.fault.kind === 'problem') {
      this.over = false;
      this.#take(null);
      forget_typed();
    }
    return outcome;
  }

  #take(who: Who_is_in | null): void {
    const person = who === null ? '' : (who.person ?? who.name!);
    if (who !== null && person !== this.#person) forget_typed();
    this.who = who;
    // Somebody whose session ran out while a form was open goes on with it; after a reload nobody is here any more.
    if (who === null && this.over) {
      remove(person_name);
      return;
    }
    this.#person = person;
    if (person === '') remove(person_name);
    else keep(person_name, person);
  }

  #heard_over(): void {
    if (this.who === null) return;
    this.over = true;
    this.#take(null);
  }
}

export const session = new Session();
