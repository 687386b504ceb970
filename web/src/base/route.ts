/** Paths and what they mean; the only place that knows them. */
export type Route =
  | { page: 'home' }
  | { page: 'service'; service: string }
  /** `step`: a page of the form, or "check"; null: the beginning. */
  | { page: 'apply'; service: string; step: string | null }
  | { page: 'application'; number: string }
  | { page: 'verify' }
  | { page: 'not_found' };

export const paths = {
  home: '/',
  verify: '/verify',
  service: (service: string) => `/services/${encodeURIComponent(service)}`,
  apply: (service: string, step?: string) =>
    `/apply/${encodeURIComponent(service)}${step === undefined ? '' : `/${encodeURIComponent(step)}`}`,
  application: (number: string) => `/applications/${encodeURIComponent(number)}`,
};

export function route_of(path: string): Route {
  let parts: string[];
  try {
    parts = path.split('/').filter((part) => part !== '').map(decodeURIComponent);
  } catch {
    return { page: 'not_found' };
  }
  const [first, second, third] = parts;
  if (first === undefined) return { page: 'home' };
  if (first === 'verify' && parts.length === 1) return { page: 'verify' };
  if (second === undefined || parts.length > 3) return { page: 'not_found' };
  if (first === 'apply') return { page: 'apply', service: second, step: third ?? null };
  if (parts.length > 2) return { page: 'not_found' };
  if (first === 'services') return { page: 'service', service: second };
  if (first === 'applications') return { page: 'application', number: second };
  return { page: 'not_found' };
}
