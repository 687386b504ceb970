/** Paths and what they mean; the only place that knows them. */
export type Route =
  | { page: 'home' }
  /** `steps`: what was answered so far on the way to a service. */
  | { page: 'find'; steps: string[] }
  | { page: 'life_event'; life_event: string }
  | { page: 'not_listed' }
  | { page: 'support' }
  | { page: 'service'; service: string }
  /** `step`: a page of the form, or "check"; null: the beginning. */
  | { page: 'apply'; service: string; step: string | null }
  | { page: 'continue_draft' }
  | { page: 'application'; number: string }
  /** `step`: a page of the form; null: all answers. */
  | { page: 'correct'; number: string; step: string | null }
  | { page: 'to_sign' }
  | { page: 'applications' }
  | { page: 'looks' }
  | { page: 'mandates' }
  | { page: 'access' }
  | { page: 'sign_in' }
  | { page: 'verify' }
  /** `number`: of the document whose code was scanned; the word is in the address's fragment. */
  | { page: 'verify_document'; number: string | null }
  | { page: 'desk' }
  | { page: 'overdue' }
  | { page: 'stuck' }
  | { page: 'desk_file'; number: string }
  | { page: 'staff' }
  | { page: 'staff_application'; number: string }
  | { page: 'reports' }
  | { page: 'keepers' }
  | { page: 'keepers_service'; service: string }
  | { page: 'keepers_publish' }
  | { page: 'registry_share' }
  | { page: 'registry' }
  | { page: 'registry_new' }
  | { page: 'registry_reports' }
  | { page: 'registry_entry'; id: string }
  | { page: 'not_found' };

const part = encodeURIComponent;

export const paths = {
  home: '/',
  find: (steps: readonly string[] = []) => ['/find', ...steps.map(part)].join('/'),
  life_event: (life_event: string) => `/life-events/${part(life_event)}`,
  not_listed: '/not-listed',
  /** Measures of state support. */
  support: '/support',
  service: (service: string) => `/services/${part(service)}`,
  apply: (service: string, step?: string) => `/apply/${part(service)}${step === undefined ? '' : `/${part(step)}`}`,
  continue_draft: '/continue',
  applications: '/applications',
  application: (number: string) => `/applications/${part(number)}`,
  correct: (number: string, step?: string) =>
    `/correct/${part(number)}${step === undefined ? '' : `/${part(step)}`}`,
  to_sign: '/to-sign',
  looks: '/looks',
  mandates: '/mandates',
  access: '/access',
  /** `back`: where to be after signing in. */
  sign_in: (back?: string) => `/sign-in${back === undefined || back === '/' ? '' : `?back=${part(back)}`}`,
  verify: '/verify',
  verify_document: (number?: string) => `/verify/d${number === undefined ? '' : `/${part(number)}`}`,
  /** How many services are digitised: for everybody. */
  registry_share: '/registry',
};

const whole: Record<string, Route> = {
  '': { page: 'home' },
  'not-listed': { page: 'not_listed' },
  support: { page: 'support' },
  continue: { page: 'continue_draft' },
  applications: { page: 'applications' },
  'to-sign': { page: 'to_sign' },
  looks: { page: 'looks' },
  mandates: { page: 'mandates' },
  access: { page: 'access' },
  'sign-in': { page: 'sign_in' },
  verify: { page: 'verify' },
  'verify/d': { page: 'verify_document', number: null },
  desk: { page: 'desk' },
  overdue: { page: 'overdue' },
  stuck: { page: 'stuck' },
  staff: { page: 'staff' },
  'keepers/not-listed': { page: 'reports' },
  'keepers/services': { page: 'keepers' },
  'keepers/publish': { page: 'keepers_publish' },
  registry: { page: 'registry_share' },
  'keepers/registry': { page: 'registry' },
  'keepers/registry/new': { page: 'registry_new' },
  'keepers/registry/reports': { page: 'registry_reports' },
};
const longest_way = 8;

export function route_of(path: string): Route {
  let parts: string[];
  try {
    parts = path.split('/').filter((one) => one !== '').map(decodeURIComponent);
  } catch {
    return { page: 'not_found' };
  }
  const [first, second, third] = parts;
  const known = whole[parts.join('/')];
  if (known) return known;
  if (first === 'find' && parts.length <= longest_way) return { page: 'find', steps: parts.slice(1) };
  if (second === undefined || parts.length > 3) return { page: 'not_found' };
  if (first === 'apply') return { page: 'apply', service: second, step: third ?? null };
  if (first === 'correct') return { page: 'correct', number: second, step: third ?? null };
  if (first === 'staff' && second === 'applications' && third !== undefined)
    return { page: 'staff_application', number: third };
  if (first === 'keepers' && second === 'services' && third !== undefined)
    return { page: 'keepers_service', service: third };
  if (first === 'keepers' && second === 'registry' && third !== undefined) return { page: 'registry_entry', id: third };
  if (first === 'verify' && second === 'd' && third !== undefined) return { page: 'verify_document', number: third };
  if (third !== undefined) return { page: 'not_found' };
  if (first === 'services') return { page: 'service', service: second };
  if (first === 'life-events') return { page: 'life_event', life_event: second };
  if (first === 'desk') return { page: 'desk_file', number: second };
  if (first === 'applications') return { page: 'application', number: second };
  return { page: 'not_found' };
}

/** The place to go back to, if it is one of ours: never an address elsewhere ("//evil", "/\evil"). */
export function way_back(search: string): string {
  const back = new URLSearchParams(search).get('back') ?? '';
  return /^\/(?![/\\])[^\s\\]*$/.test(back) ? back : '/';
}
