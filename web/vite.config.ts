import { svelte } from '@sveltejs/vite-plugin-svelte';
import { defineConfig } from 'vite';

// For `npm run dev`: where the server listens (its routes are passed on to it).
const server = process.env['QYZMET_URL'] ?? 'http://127.0.0.1:8080';

export default defineConfig({
  plugins: [svelte()],
  build: {
    target: ['chrome107', 'firefox104', 'safari16'],
    // The policy of the server forbids inline code, and every browser above knows modulepreload.
    modulePreload: { polyfill: false },
    assetsInlineLimit: 0,
    cssCodeSplit: false,
    // One file for what every page needs, one for each page: many small ones compress badly.
    rollupOptions: {
      output: {
        // Letters and digits only: so that the server knows a name made of content, and lets it be kept for ever.
        hashCharacters: 'hex',
        manualChunks: (id) => (/\/(node_modules\/svelte|src\/(base|parts|api))\//.test(id) ? 'main' : undefined),
      },
    },
  },
  server: { proxy: { '/api': server, '/log': server } },
});
