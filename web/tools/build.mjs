// Builds web/dist, puts .br and .gz beside every file worth it (the server sends them as they are), and
// prints what a first
// visit weighs.
import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';
import { build } from 'vite';

const web = fileURLToPath(new URL('..', import.meta.url));
const dist = join(web, 'dist');
await build({ root: web, logLevel: 'warn' });

function files_in(folder) {
  return readdirSync(folder).flatMap((name) => {
    const path = join(folder, name);
    return statSync(path).isDirectory() ? files_in(path) : [path];
  });
}

const weights = new Map();
for (const path of files_in(dist)) {
  if (!/\.(html|js|css|svg|json|txt)$/.test(path)) continue;
  const plain = readFileSync(path);
  const gzip = gzipSync(plain, { level: 9 });
  const brotli = brotliCompressSync(plain, {
    params: { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_SIZE_HINT]: plain.length },
  });
  weights.set(relative(dist, path), { plain: plain.length, gzip: gzip.length, brotli: brotli.length });
  if (gzip.length < plain.length) writeFileSync(`${path}.gz`, gzip);
  if (brotli.length < plain.length) writeFileSync(`${path}.br`, brotli);
}

// What a page needs: the document, what it names, and what those import, followed as the browser does.
function reach(start, into = new Set()) {
  if (into.has(start) || !weights.has(start)) return into;
  into.add(start);
  const text = readFileSync(join(dist, start), 'utf8');
  const named = start.endsWith('.html')
    ? [...text.matchAll(/(?:src|href)="\/([^"]+\.(?:js|css))"/g)].map((found) => found[1])
    : [...text.matchAll(/(?:from|import)\s*"\.\/([^"]+\.js)"/g)].map((found) => `assets/${found[1]}`);
  for (const name of named) reach(name, into);
  return into;
}
const one = (pattern) => [...weights.keys()].filter((name) => pattern.test(name));
const kilobytes = (names, kind) =>
  ([...names].reduce((sum, name) => sum + weights.get(name)[kind], 0) / 1024).toFixed(1);
const print = (label, names) =>
  console.log(
    `${label.padEnd(34)} ${kilobytes(names, 'gzip').padStart(6)} KB gz ${kilobytes(names, 'brotli').padStart(6)} KB br`,
  );

for (const [name, weight] of [...weights].sort()) {
  const [plain, gzip, brotli] = [weight.plain, weight.gzip, weight.brotli].map((bytes) => String(bytes).padStart(7));
  console.log(`  ${name.padEnd(40)} ${plain} ${gzip} gz ${brotli} br`);
}
const first = reach('index.html');
const words = one(/^assets\/ru-.*\.js$/);
for (const name of words) reach(name, first);
const home = new Set(first);
for (const name of one(/^assets\/Home-.*\.js$/)) reach(name, home);
const form = new Set(first);
for (const name of one(/^assets\/filing-.*\.js$/)) reach(name, form);
print('start page (html+js+css, Russian)', home);
print('first question (the same)', form);
print('everything, all languages', [...weights.keys()]);
