/** What one can choose from: agencies and services, as the catalogue knows them. */
import { get } from '../../api/api';
import type { Summary } from '../../api/types';
import { language } from '../../base/language.svelte';
import type { Field } from './acts';
import { kinds } from './types';
import { registry_words } from './words';

type Option = { value: string; text: string };

export class Options {
  #services = $state.raw<Summary[]>([]);

  async load(): Promise<void> {
    const outcome = await get<{ services: Summary[] }>('/api/services');
    if ('value' in outcome) this.#services = outcome.value.services;
  }

  of(field: Field): Option[] {
    const words = registry_words[language.lang];
    const named = (texts: Record<string, string>) => Object.entries(texts).map(([value, text]) => ({ value, text }));
    if (field.kind === 'unit') return named(words.units);
    if (field.kind === 'why') return named(words.why);
    if (field.kind === 'kind') return kinds.map((value) => ({ value, text: words.kinds[value] }));
    if (field.kind === 'service')
      return this.#services
        .filter((one) => one.filing !== 'elsewhere')
        .map((one) => ({ value: one.id, text: language.say(one.title) }));
    if (field.kind === 'agency') return this.#agencies();
    return field.kind === 'owner' ? [{ value: 'keepers', text: words.keepers }, ...this.#agencies()] : [];
  }

  #agencies(): Option[] {
    const all = new Map(this.#services.map(({ agency }) => [agency.id, language.say(agency.title)]));
    return [...all].map(([value, text]) => ({ value, text })).sort((a, b) => a.text.localeCompare(b.text));
  }
}
