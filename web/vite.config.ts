import { svelte } from '@sveltejs/vite-plugin-svelte';
import { defineConfig, type Plugin } from 'vite';

// For `npm run dev`: where the server listens (its routes are passed on to it).
const server = process.env['QYZMET_URL'] ?? 'http://127.0.0.1:8080';

/** What src/main.ts runs at once, and so is not to be kept waiting by what it fetches. */
const boot = /\/src\/(main|words\/load|pages\/pages|base\/(route|format|storage)|api\/early)\.ts$|vite\/preload-helper/;
/** What every page needs: one file, because many small ones compress badly. */
const common = /\/(node_modules\/svelte|src\/(base|parts|api)|src\/(App\.svelte|start\.ts))(\/|$)/;
/** The form and what comes after it: whoever begins the one will need the other. */
const filing = /\/src\/pages\/(apply|application|verify\/handover)/;

/** Lets the document name the file that main.ts is going to import, so that both come together. */
function preload_common(): Plugin {
  return {
    name: 'preload-common',
    transformIndexHtml: (_html, { bundle }) =>
      Object.values(bundle ?? {})
        .filter((part) => part.type === 'chunk' && part.name === 'common')
        .map(({ fileName }) => ({
          tag: 'link',
          attrs: { rel: 'modulepreload', crossorigin: true, href: `/${fileName}` },
          injectTo: 'head',
        })),
  };
}

export default defineConfig({
  plugins: [svelte(), preload_common()],
  build: {
    target: ['chrome107', 'firefox104', 'safari16'],
    // The policy of the server forbids inline code, and every browser above knows modulepreload.
    modulePreload: { polyfill: false },
    assetsInlineLimit: 0,
    cssCodeSplit: false,
    rollupOptions: {
      output: {
        // Letters and digits only: so that the server knows a name made of content, and lets it be kept for ever.
        hashCharacters: 'hex',
        manualChunks: (id) => Object.entries({ boot, common, filing }).find(([, pattern]) => pattern.test(id))?.[0],
      },
    },
  },
  server: { proxy: { '/api': server, '/log': server } },
});
