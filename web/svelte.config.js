// Read by svelte-check as well as by Vite; there is nothing to configure.
export default {};
