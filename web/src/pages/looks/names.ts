/** What fields of looks are called: as the application's own service and the registers call them. */
import { get } from '../../api/api';
import type { Look, Service } from '../../api/types';
import type { Told } from '../../api/way_types';
import type { Text } from '../../base/language.svelte';

/** By service: the titles of its questions by id, those of registers by "evidence.ID". */
export type Names = Record<string, Record<string, Text>>;

export async function names_of(looks: readonly Look[]): Promise<Names> {
  const cases = new Map(looks.flatMap(({ service, case: number }) => (service && number ? [[number, service]] : [])));
  const services = [...new Set(looks.flatMap((look) => look.service ?? []))];
  const names: Names = {};
  const all = services.map(async (id) => {
    const outcome = await get<Service>(`/api/services/${encodeURIComponent(id)}`);
    if ('value' in outcome) names[id] = { ...names[id], ...titles_of(outcome.value) };
  });
  const asked = [...cases].map(async ([number, id]) => {
    const outcome = await get<Partial<Told>>(`/api/applications/${encodeURIComponent(number)}`);
    if (!('value' in outcome)) return;
    for (const one of outcome.value.evidence ?? [])
      names[id] = { ...names[id], [`evidence.${one.id}`]: one.register_title };
  });
  await Promise.all([...all, ...asked]);
  return names;
}

function titles_of({ pages }: Service): Record<string, Text> {
  const titles: Record<string, Text> = {};
  for (const { title, questions } of pages)
    for (const question of questions) titles[question.id] = questions.length === 1 ? title : question.title;
  return titles;
}
