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
  #agencies = $state.raw<Summary['agency'][]>([]);

  async load(): Promise<void> {
    const services = get<{ services: Summary[] }>('/api/services');
    const agencies = await get<{ agencies: Summary['agency'][] }>('/api/agencies');
    const outcome = await services;
    if ('value' in outcome) this.#services = outcome.value.services;
    if ('value' in agencies) this.#agencies = agencies.value.agencies;
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
    if (field.kind === 'agency') return this.#named_agencies();
    return field.kind === 'owner' ? [{ value: 'keepers', text: words.keepers }, ...this.#named_agencies()] : [];
  }

  #named_agencies(): Option[] {
    return this.#agencies
      .map(({ id, title }) => ({ value: id, text: language.say(title) }))
      .sort((a, b) => a.text.localeCompare(b.text));
  }
}
