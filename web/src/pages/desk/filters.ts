/** What an officer wants to see of their desk: it stands in the address, so that going back and a copied link work. */
export const views = ['all', 'mine', 'free', 'overdue', 'waiting'] as const;
export type View = (typeof views)[number];
/** `desk`: of a local body; '': one's own. `after`: where a later page begins. */
export type Filter = { view: View; desk: string; service: string; step: string; number: string; after: string };

export function read_filter(search: string): Filter {
  const query = new URLSearchParams(search);
  const view = views.find((one) => one === query.get('view')) ?? 'all';
  const part = (name: string) => query.get(name) ?? '';
  const [desk, service, step] = [part('desk'), part('service'), part('step')];
  return { view, desk, service, step, number: part('number'), after: part('after') };
}

/** "?view=mine&service=…"; '' for everything from the beginning. A step means something only with its service. */
export function filter_search(filter: Partial<Filter>): string {
  const wanted = Object.entries(filter).filter(
    ([name, value]) => value !== '' && value !== 'all' && (name !== 'step' || (filter.service ?? '') !== ''),
  );
  return wanted.length === 0 ? '' : `?${new URLSearchParams(Object.fromEntries(wanted))}`;
}

/** The query that the server wants for it. */
export function inbox_query(filter: Filter): string {
  const { view, ...rest } = filter;
  const how: Record<View, Record<string, string>> = {
    all: {},
    mine: { whose: 'mine' },
    free: { whose: 'free' },
    overdue: { overdue: 'yes' },
    waiting: { waiting: 'yes' },
  };
  const search = filter_search(rest as Partial<Filter>);
  const query = new URLSearchParams({ ...how[view], ...Object.fromEntries(new URLSearchParams(search)) });
  return query.size === 0 ? '' : `?${query}`;
}
