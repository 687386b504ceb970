/** The services that fit what a keeper types: pure. */
import type { Listed } from './types';

export const standings = ['all', 'given', 'here', 'retired'] as const;
export type Wanted_standing = (typeof standings)[number];

/** Small letters without accents that people leave out: "ё" is typed as "е". */
const plain = (text: string) => text.toLocaleLowerCase('ru').replaceAll('ё', 'е');

/** All that a service can be found by: its id, its title and its agency in every language. */
function found_by({ service, title, agency, agency_title }: Listed): string {
  return plain([service, ...Object.values(title), agency, ...Object.values(agency_title)].join('\n'));
}

function stands(one: Listed, wanted: Wanted_standing): boolean {
  if (wanted === 'retired') return one.retired;
  if (wanted === 'here') return !one.retired && one.filing === 'here';
  return wanted === 'all' || !one.retired;
}

/** Each word typed must stand somewhere in it; the order stays. */
export function narrow(services: readonly Listed[], typed: string, wanted: Wanted_standing): Listed[] {
  const words = plain(typed).split(/\s+/).filter((word) => word !== '');
  return services.filter((one) => {
    if (!stands(one, wanted)) return false;
    const text = found_by(one);
    return words.every((word) => text.includes(word));
  });
}
