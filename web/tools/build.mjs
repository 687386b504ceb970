// Builds web/dist (or the folder that is named), puts .br and .gz beside every file worth it (the server sends
// them as they are), and prints what a first visit weighs.
import { build as bundle } from 'esbuild';
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';
import { build } from 'vite';

const web = fileURLToPath(new URL('..', import.meta.url));
const dist = resolve(process.argv[2] ?? join(web, 'dist'));
await build({ root: web, logLevel: 'warn', build: { outDir: dist, emptyOutDir: true } });

function files_in(folder) {
  return readdirSync(folder).flatMap((name) => {
    const path = join(folder, name);
    return statSync(path).isDirectory() ? files_in(path) : [path];
  });
}

// The service worker knows by name all that was built, so that every page opens without a connection.
const built = files_in(dist).map((path) => `/${relative(dist, path)}`);
const named = built.filter((path) => path !== '/index.html').sort();
const version = createHash('sha256');
for (const path of files_in(dist).sort()) version.update(path).update(readFileSync(path));
await bundle({
  entryPoints: [join(web, 'src/worker/worker.ts')],
  outfile: join(dist, 'sw.js'),
  bundle: true,
  minify: true,
  format: 'iife',
  target: ['chrome107', 'firefox104', 'safari16'],
  define: {
    qyzmet_files: JSON.stringify(['/', ...named]),
    qyzmet_version: JSON.stringify(version.digest('hex').slice(0, 16)),
  },
});

const weights = new Map();
for (const path of files_in(dist)) {
  if (!/\.(html|js|css|svg|json|txt|webmanifest)$/.test(path)) continue;
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
const needs = (part, lang, sets) => {
  const names = new Set(first);
  for (const name of one(new RegExp(`^assets/${part}-.*\\.js$`))) reach(name, names);
  const words = new RegExp(`^assets/words_(${sets.join('|')})_${lang}-.*\\.js$`);
  for (const name of one(words)) reach(name, names);
  return names;
};

// What a page will ask for, by language: the server names it with the document (header Link), so that a slow line
// carries it all at once instead of in turns. The longest first: a browser asks for six at a time.
const pages = [
  { path: '/', ask: '', part: 'Home', sets: ['home', 'common'] },
  { path: '/services/', ask: '/api/services/', part: 'service', sets: ['service', 'common'] },
  { path: '/apply/', ask: '/api/services/', part: 'filing', sets: ['form', 'common'] },
];
const link_of = (name) =>
  name.endsWith('.css')
    ? `</${name}>; rel=preload; as=style; crossorigin`
    : `</${name}>; rel=modulepreload`;
const links_of = (names) => [...names].filter((name) => name !== 'index.html').map(link_of).join(', ');
const preload = pages.map(({ path, ask, part, sets }) => ({
  path,
  ask,
  links: Object.fromEntries(['kk', 'ru', 'en'].map((lang) => [lang, links_of(needs(part, lang, sets))])),
}));
writeFileSync(join(dist, 'preload.json'), JSON.stringify(preload));

const [home, , form] = pages.map(({ part, sets }) => needs(part, 'ru', sets));
// What a browser fetches beside it for the start page: icon, manifest and, for later, the service worker.
const everything = new Set([...home, ...one(/^(favicon\.svg|icon\.svg|manifest\.webmanifest|sw\.js)$/)]);
print('start page (html+js+css, Russian)', home);
print('first question (the same)', form);
print('everything the start page brings', everything);
print('all pages in all languages', [...weights.keys()]);
