/** The word that heads a fault: not reached, refused for a reason, or not answered (429 too many, 5xx broken). */
import type { Fault } from '../api/api';

const too_many = 429;

export function title_of(fault: Fault): 'unreachable_title' | 'cannot_title' | 'problem_title' {
  if (fault.kind === 'unreachable') return 'unreachable_title';
  return fault.problem.status < too_many ? 'cannot_title' : 'problem_title';
}
