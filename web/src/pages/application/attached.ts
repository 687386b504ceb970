/** What may go with an answer or a message: as the server takes it. */
import type { Question } from '../../api/types';
import type { Lang } from '../../base/format';
import { language } from '../../base/language.svelte';
import { field_fault, type Fault } from '../../api/api';
import { fault_of, type File_record } from '../apply/answers';

export const most_attached = 10;
export const attached_question: Question = {
  id: 'files',
  kind: 'file',
  title: { kk: '', ru: '', en: '' },
  required: false,
  types: ['application/pdf', 'image/jpeg', 'image/png'],
  max_size: 20 << 20,
};

/** Why they cannot be sent yet, or were not taken. */
export function fault_of_files(
  checked: boolean,
  files: readonly File_record[],
  fault: Fault | undefined,
  lang: Lang,
): string | undefined {
  const waits = files.map((file) => fault_of(attached_question, file)).find((key) => key !== null);
  return checked && waits ? language.words.faults[waits] : field_fault(lang, fault, 'files');
}
