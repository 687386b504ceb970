/** What no first question needs: it comes while that is read. */
export { default as Address_field } from './Address_field.svelte';
export { default as Check_answers } from './Check_answers.svelte';
export { default as File_field } from './File_field.svelte';
export { default as Form_changed } from './Form_changed.svelte';
export { default as List_field } from './List_field.svelte';
export { default as Resume } from './Resume.svelte';
export { default as Retired } from './Retired.svelte';
export { default as Saved } from './Saved.svelte';
export { default as Sign_in_first } from './Sign_in_first.svelte';
export { forget_uploads } from './uploads.svelte';
export { default as Who_for } from './Who_for.svelte';
