/** Mandates as the form needs them. */
import type { Mandate } from '../../api/types';

/** Whether one may file this service under it now. */
export function covers(mandate: Mandate, service: string): boolean {
  return mandate.state === 'active' && mandate.services.includes(service);
}
