/** What fields of looks are called: as the application's own service calls them. */
import { get } from '../../api/api';
import type { Look, Service } from '../../api/types';
import type { Text } from '../../base/language.svelte';

/** By service: the titles of its questions by id. */
export type Names = Record<string, Record<string, Text>>;

export async function names_of(looks: readonly Look[]): Promise<Names> {
  const services = [...new Set(looks.flatMap((look) => look.service ?? []))];
  const found = await Promise.all(services.map((id) => get<Service>(`/api/services/${encodeURIComponent(id)}`)));
  const names: Names = {};
  services.forEach((id, i) => {
    const outcome = found[i]!;
    if ('value' in outcome) names[id] = titles_of(outcome.value);
  });
  return names;
}

function titles_of({ pages }: Service): Record<string, Text> {
  const titles: Record<string, Text> = {};
  for (const { title, questions } of pages)
    for (const question of questions) titles[question.id] = questions.length === 1 ? title : question.title;
  return titles;
}
