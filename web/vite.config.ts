import { svelte } from '@sveltejs/vite-plugin-svelte';
import { defineConfig, type Plugin } from 'vite';

// For `npm run dev`: where the server listens (its routes are passed on to it).
const server = process.env['QYZMET_URL'] ?? 'http://127.0.0.1:8080';

/** What src/main.ts runs at once, and so is not to be kept waiting by what it fetches. */
const boot = /\/src\/(main|words\/load|pages\/pages|base\/(route|format|storage)|api\/early)\.ts$|vite\/preload-helper/;
/** What only pages beyond the start page, a service and the form need. */
const later = new RegExp(
  '/src/(look/later\\.css|' +
    'parts/(Text_field|Gate|gate_words|Refusal|State_tag|due|Download|Files|files_words|staff_paths)\\b)',
);
/** What every page needs once it stands. */
const strips = /\/src\/parts\/(Strips|strips_words|outbox|locks)\b/;
/** Only for somebody who is signed in: a style sheet that everybody's first page waited for would cost it 0.3 s. */
const signed_in = /\/src\/(parts\/(Account_nav|account_words|held_up)\b|look\/account\.css)/;
/** What an application costs: where answers are checked, with the application, at the desk. */
const fee = /\/src\/parts\/(Fee|fee_words)\b/;
/** What forms need, and the start page does not. */
const fields = new RegExp(
  '/src/(parts/Error_summary|base/(iin|canonical|bytes|handover))\\b' +
    '|/svelte/src/internal/(client/dom/elements/bindings/(select|universal)|shared/clone)\\.js',
);
/** What every page needs: one file, because many small ones compress badly. */
const common = /\/(node_modules\/svelte|src\/(base|parts|api)|src\/(App\.svelte|start\.ts|pages\/Not_found))(\/|$|\.)/;
/** What no first question needs, the last page of the form and all that sends: fetched while that question is read. */
const checking = new RegExp(
  '/src/pages/apply/(rest_parts|(Address|File|List)_field|Resume|Saved|Sign_in_first|Who_for|Continue_code|' +
    'Form_changed|Retired|Check_answers|Sending_note|Statement|Answer_lines|shown_answer|sending|submit|filed|' +
    'upload|uploads)\\b|' +
    '/src/base/blobs\\b',
);
/** The evaluator of rules: only for forms that have any. */
const rules = /\/src\/(rules\/|pages\/apply\/rule_holds)/;
/** The form. */
const filing = /\/src\/pages\/apply\/[^/]+$/;
const service = /\/src\/(pages\/service\/\w+\.svelte|parts\/[Ff]acts)/;
/** What people look up after filing; they come together, because small files compress badly. */
const account = /\/src\/pages\/(access|application|applications|looks|mandates|sign_in|signing)\//;
/** Corrected answers are asked for by the form's own pages. */
const correct = /\/src\/pages\/application\/Correct\./;
/** How an application goes on: for its applicant and for those who decide. */
const way = /\/src\/way\//;
const finding = /\/src\/pages\/finding\//;
const staff = /\/src\/pages\/staff\//;
const desk = /\/src\/(pages\/desk\/|look\/desk\.css)/;
const parts = {
  boot,
  later,
  strips,
  signed_in,
  fields,
  service,
  fee,
  checking,
  common,
  rules,
  filing,
  correct,
  account,
  way,
  finding,
  staff,
  desk,
};

/** "/src/pages/apply/words/ru.ts" → "words_form_ru": a set of words in one language is a file of its own. */
function words_part(id: string): string | undefined {
  const found = /\/src\/(?:pages\/(\w+)\/)?words\/(kk|ru|en)\.ts$/.exec(id);
  const sets: Record<string, string> = {
    '': 'common',
    home: 'home',
    service: 'service',
    apply: 'form',
    application: 'application',
  };
  const set = sets[found?.[1] ?? ''];
  return found && set ? `words_${set}_${found[2]}` : undefined;
}

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
    rollupOptions: {
      output: {
        // Letters and digits only: so that the server knows a name made of content, and lets it be kept for ever.
        hashCharacters: 'hex',
        manualChunks: (id) => words_part(id) ?? Object.entries(parts).find(([, pattern]) => pattern.test(id))?.[0],
      },
    },
  },
  server: { proxy: { '/api': server, '/log': server } },
});
