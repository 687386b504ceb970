/** What is to be thought of a document: what the file itself proves, and what the server says of its number. */
import { get, type Outcome } from '../../api/api';
import type { Document_standing } from '../../api/types';
import type { Document_fault, Document_report } from '../../receipt/document';

export type Verdict = {
  look: 'proven' | 'broken' | 'unable';
  title:
    | 'genuine'
    | 'not_asked'
    | 'expired'
    | 'revoked'
    | 'broken'
    | 'unable'
    | 'stands'
    | 'number_expired'
    | 'number_revoked';
  /** Why not, in the file or in what the server says. */
  found?: Document_fault;
  known?: 'not_issued' | 'other_content' | 'wrong_word' | 'not_found';
};

export function ask_standing(number: string, word: string): Promise<Outcome<Document_standing>> {
  const query = word === '' ? '' : `?word=${encodeURIComponent(word)}`;
  return get<Document_standing>(`/api/documents/${encodeURIComponent(number)}/standing${query}`);
}

const refused = (outcome: Outcome<Document_standing>): 'not_found' | 'wrong_word' | 'no_answer' | null => {
  if ('value' in outcome) return null;
  if (outcome.fault.kind === 'unreachable') return 'no_answer';
  const { status } = outcome.fault.problem;
  return status === 404 ? 'not_found' : status === 422 ? 'wrong_word' : 'no_answer';
};

/** Of a file: `standing` is what the server said of the number and word that the file's signed content names. */
export function verdict_of_file(report: Document_report, standing?: Outcome<Document_standing>): Verdict {
  if (report.outcome !== 'proven') return { look: report.outcome, title: report.outcome, found: report.found! };
  if (standing === undefined) return { look: 'unable', title: 'not_asked' };
  const why = refused(standing);
  if (why === 'no_answer') return { look: 'unable', title: 'not_asked' };
  if (why === 'not_found') return { look: 'broken', title: 'broken', known: 'not_issued' };
  if (!('value' in standing) || standing.value.digest !== report.digest) {
    return { look: 'broken', title: 'broken', known: 'other_content' };
  }
  if (standing.value.standing === 'valid') return { look: 'proven', title: 'genuine' };
  return { look: 'broken', title: standing.value.standing };
}

/** Of a number alone: it says nothing of the paper or file that bears it. */
export function verdict_of_number(standing: Outcome<Document_standing>): Verdict {
  const why = refused(standing);
  if (why === 'not_found' || why === 'wrong_word') return { look: 'broken', title: 'broken', known: why };
  if (!('value' in standing)) return { look: 'unable', title: 'unable' };
  const { standing: stands } = standing.value;
  if (stands === 'valid') return { look: 'proven', title: 'stands' };
  return { look: 'broken', title: stands === 'expired' ? 'number_expired' : 'number_revoked' };
}
