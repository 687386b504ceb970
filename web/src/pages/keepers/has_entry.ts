/** Whether the registry has an entry by which a service is filed; null: that could not be found out. */
import { get } from '../../api/api';
import type { List } from '../registry/types';

/** Far more than a country has kinds of service: 50 a page. */
const most_pages = 100;

export async function has_entry(service: string): Promise<boolean | null> {
  let from = '';
  for (let page = 0; page < most_pages; ++page) {
    const outcome = await get<List>(`/api/registry/entries${from}`);
    if ('fault' in outcome) return null;
    if (outcome.value.entries.some((entry) => entry.service === service)) return true;
    if (outcome.value.next === null) return false;
    from = `?after=${encodeURIComponent(outcome.value.next)}`;
  }
  return null;
}
