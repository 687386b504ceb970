/** What few readers see. */
export { default as No_such_service } from './No_such_service.svelte';
export { default as Staff_note } from './Staff_note.svelte';
