/** Fields deep in the form ask whose draft they belong to: files are sent under its id. */
import { getContext, setContext } from 'svelte';
import type { File_record } from './answers';

/** `is_filed`: the server has it already, with the application that is being corrected. */
type Around = { id: () => string; is_filed: (file: File_record) => boolean };
const key = Symbol('draft');
export function provide_draft(id: () => string, is_filed: Around['is_filed'] = () => false): void {
  setContext(key, { id, is_filed });
}
export function draft_around(): { id: string; is_filed: Around['is_filed'] } {
  const { id, is_filed } = getContext<Around>(key);
  return { id: id(), is_filed };
}
