// Bundles src/**/*.test.ts and runs them with Node's own test runner: no test framework, and nothing newer
// than Node 18.
import { build } from 'esbuild';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const web = fileURLToPath(new URL('..', import.meta.url));

function tests_in(folder) {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return tests_in(path);
    return entry.name.endsWith('.test.ts') ? [path] : [];
  });
}

const out = mkdtempSync(join(tmpdir(), 'qyzmet-web-test-'));
await build({
  entryPoints: tests_in(join(web, 'src')),
  outdir: out,
  outExtension: { '.js': '.mjs' },
  bundle: true,
  platform: 'node',
  format: 'esm',
  target: 'node18',
  sourcemap: 'inline',
  // Node 18 has WebCrypto, but not as a global.
  banner: {
    js: "import { webcrypto as qyzmet_webcrypto } from 'node:crypto'; globalThis.crypto ??= qyzmet_webcrypto;",
  },
});
const files = readdirSync(out, { recursive: true })
  .map((name) => join(out, String(name)))
  .filter((name) => name.endsWith('.mjs'));
const run = spawnSync(process.execPath, ['--enable-source-maps', '--test', ...files], { stdio: 'inherit' });
rmSync(out, { recursive: true });
process.exit(run.status ?? 1);
