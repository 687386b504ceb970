/** The shape in the head of an application's page: pure. */
import type { Application } from '../../api/types';

/** `accepted`: the head says that it was filed just now. */
export function ticket_shape(
  { state, outcome }: Pick<Application, 'state' | 'outcome'>,
  accepted: boolean,
): 'good' | 'late' | 'wait' | 'pending' | 'none' {
  if (state === 'withdrawn') return 'none';
  if (outcome === 'refused') return 'late';
  if (outcome === 'granted' || accepted) return 'good';
  return state === 'waiting_for_applicant' ? 'wait' : 'pending';
}
