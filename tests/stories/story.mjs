// A story: its name says what somebody can rely on. Prints `ok NAME` or `not ok NAME: why`, as ./check wants it.
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { picture, pictures } from './pictures.mjs';
import { root } from './server.mjs';

export const widths = { 360: 760, 1280: 860 };
export const screenshots = join(root, 'build/screenshots');

let failed = 0;
export const failures = () => failed;

/** The line between a browser and its server, whose faults fail the story that is being told. */
const lines = new Map();
export const use_line = (browser, line) => lines.set(browser, line);

/**
 * Runs `tell(page, shot, more)` in a browser profile of its own, and fails it for anything the browser complains of and
 * for every answer that the contract does not allow.
 *
 * `shot(state)` looks at the page as it is told; `more.shots(state)` in all languages and at both widths;
 * `more.device(options)` opens another profile: somebody else, or the same person elsewhere.
 */
export async function story(browser, name, { lang = 'ru', width = 1280 } = {}, tell) {
  const told = { name, complaints: [], contexts: [] };
  const page = await device(browser, told, { lang, width });
  const more = {
    device: (options) => device(browser, told, { lang, width, ...options }),
    shots: (state, on = page) => pictures(on, state, { lang, width }),
    shots_here: (state, on = page) => pictures(on, state, { lang, width, langs: [lang] }),
  };
  const began = Date.now();
  try {
    mkdirSync(screenshots, { recursive: true });
    await tell(page, (state, on = page) => picture(on, state, { lang, width }), more);
    const complaints = [...told.complaints, ...lines.get(browser).faults()];
    if (complaints.length > 0) throw new Error(complaints.join(' | '));
    console.log(`ok ${name}`);
  } catch (error) {
    fail(name, error, [...told.complaints, ...lines.get(browser).faults()], page.url());
    await page.screenshot({ path: join(screenshots, 'failed.png'), fullPage: true }).catch(() => undefined);
  } finally {
    for (const context of told.contexts) await context.close();
    if (process.env.QYZMET_TIMES) console.error(`${name}: ${Date.now() - began} ms`);
  }
}

async function device(browser, told, { lang, width }) {
  const context = await browser.newContext({
    viewport: { width, height: widths[width] },
    locale: lang,
    acceptDownloads: true,
    reducedMotion: 'reduce',
  });
  told.contexts.push(context);
  context.on('page', (page) => listen(page, told.complaints));
  return context.newPage();
}

/**
 * What the server refused, or what the story cut off, is the story's own matter. The second is what Chromium says of a
 * service worker that it fetches anew while the line is cut.
 */
const own_matter = /^(Failed to load resource|An unknown error occurred when fetching the script\.)/;

function listen(page, complaints) {
  page.on('pageerror', (error) => complaints.push(`error in the page: ${error.message}`));
  page.on('console', (message) => {
    if (message.type() === 'error' && !own_matter.test(message.text())) complaints.push(message.text());
  });
}

/** A story without a browser. */
export async function check(name, tell) {
  try {
    await tell();
    console.log(`ok ${name}`);
  } catch (error) {
    fail(name, error, [], '');
  }
}

function fail(name, error, complaints, url) {
  ++failed;
  const why = [...new Set([String(error?.message ?? error), ...complaints])].join(' | ');
  const plain = why
    .replace(/\x1b\[\d+m/g, '')
    .replace(/\s+/g, ' ')
    .slice(0, 900);
  console.log(`not ok ${name}: ${plain}${url ? ` (at ${url})` : ''}`);
}

export function expect(condition, what) {
  if (!condition) throw new Error(what);
}

export function same(found, wanted, what) {
  if (found !== wanted) throw new Error(`${what}: ${JSON.stringify(found)} instead of ${JSON.stringify(wanted)}`);
}
