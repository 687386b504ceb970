/**
 * The service worker: pages and the services that were looked at open without a connection.
 *
 * The document comes from the network while there is one, so that a new version is never held back; files named by
 * their content come from the store first. Personal data never enter a store: see keeping.ts.
 */
import { is_page, is_public, outdated, public_store, store_of } from './keeping';

/** Put in by tools/build.mjs: what is built, and a digest of it. */
declare const qyzmet_files: string[];
declare const qyzmet_version: string;

type Ends = { waitUntil(ends: Promise<unknown>): void };
type Fetch = Ends & { request: Request; respondWith(reply: Promise<Response>): void };
declare const self: {
  location: Location;
  skipWaiting(): Promise<void>;
  clients: { claim(): Promise<void> };
  addEventListener(kind: 'install' | 'activate', heard: (event: Ends) => void): void;
  addEventListener(kind: 'fetch', heard: (event: Fetch) => void): void;
};

const document_path = '/';
const patience_ms = 4000;
const public_limit = 200;

self.addEventListener('install', (event) => {
  const kept = caches
    .open(store_of(qyzmet_version))
    .then((store) => store.addAll(qyzmet_files))
    .then(() => self.skipWaiting());
  event.waitUntil(kept);
});

self.addEventListener('activate', (event) => {
  const cleared = caches
    .keys()
    .then((names) => Promise.all(outdated(names, qyzmet_version).map((name) => caches.delete(name))))
    .then(() => self.clients.claim());
  event.waitUntil(cleared);
});

self.addEventListener('fetch', (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== 'GET' || url.origin !== self.location.origin) return;
  if (request.mode === 'navigate') {
    if (is_page(url.pathname)) event.respondWith(page(request));
  } else if (is_public(url.pathname)) event.respondWith(fresh_or_kept(event, request));
  else if (qyzmet_files.includes(url.pathname) || url.pathname.startsWith('/assets/'))
    event.respondWith(kept_or_fresh(request));
});

/** The network's, unless it does not answer in time; a page that never came is worse than yesterday's. */
async function page(request: Request): Promise<Response> {
  const kept = () => caches.match(document_path, { ignoreVary: true });
  const late = new Promise<Response | undefined>((done) => setTimeout(() => void kept().then(done), patience_ms));
  const reply = fetch(request);
  try {
    return (await Promise.race([reply, late])) ?? (await reply);
  } catch {
    return (await kept()) ?? Response.error();
  }
}

async function kept_or_fresh(request: Request): Promise<Response> {
  return (await caches.match(request, { ignoreVary: true })) ?? fetch(request);
}

async function fresh_or_kept(event: Fetch, request: Request): Promise<Response> {
  try {
    const reply = await fetch(request);
    if (reply.ok) event.waitUntil(keep_public(request, reply.clone()));
    return reply;
  } catch (fault) {
    const kept = await caches.match(request, { ignoreVary: true });
    if (kept) return kept;
    throw fault;
  }
}

async function keep_public(request: Request, reply: Response): Promise<void> {
  const store = await caches.open(public_store);
  await store.put(request, reply);
  const kept = await store.keys();
  // The oldest first: a shared telephone need not keep the whole catalogue.
  for (const old of kept.slice(0, Math.max(0, kept.length - public_limit))) await store.delete(old);
}
