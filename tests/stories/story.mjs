// A story: its name says what somebody can rely on. Prints `ok NAME` or `not ok NAME: why`, as ./check wants it.
import axe from 'axe-core';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './server.mjs';

export const widths = { 360: 760, 1280: 860 };
const screenshots = join(root, 'build/screenshots');

let failed = 0;
export const failures = () => failed;

/** Runs `tell(page, shot)` in a browser profile of its own, and fails it for anything the browser complains of. */
export async function story(browser, name, { lang = 'ru', width = 1280 } = {}, tell) {
  const context = await browser.newContext({
    viewport: { width, height: widths[width] },
    locale: lang,
    acceptDownloads: true,
    reducedMotion: 'reduce',
  });
  const page = await context.newPage();
  const complaints = [];
  page.on('pageerror', (error) => complaints.push(`error in the page: ${error.message}`));
  page.on('console', (message) => {
    // What the server refused, or what the story cut off, is the story's own matter.
    if (message.type() === 'error' && !/^Failed to load resource/.test(message.text())) complaints.push(message.text());
  });
  try {
    await tell(page, (state) => examine(page, `${state}-${lang}-${width}`));
    if (complaints.length > 0) throw new Error(complaints.join(' | '));
    console.log(`ok ${name}`);
  } catch (error) {
    ++failed;
    const why = String(error?.message ?? error)
      .replace(/\x1b\[\d+m/g, '')
      .replace(/\s+/g, ' ')
      .slice(0, 600);
    console.log(`not ok ${name}: ${why} (at ${page.url()})`);
    await page.screenshot({ path: join(screenshots, 'failed.png'), fullPage: true }).catch(() => undefined);
  } finally {
    await context.close();
  }
}

/** A picture of the page, and no violation of any rule that axe knows; nothing wider than the screen. */
async function examine(page, state) {
  mkdirSync(screenshots, { recursive: true });
  await page.screenshot({ path: join(screenshots, `${state}.png`), fullPage: true });
  // As an expression of the debugger's: the page's policy forbids scripts from elsewhere, and shall.
  await page.evaluate(axe.source);
  const { violations } = await page.evaluate(() => globalThis.axe.run(document));
  if (violations.length > 0) {
    const said = violations.map(
      ({ id, nodes }) =>
        `${id} at ${nodes
          .map((node) => node.target.join(' '))
          .slice(0, 3)
          .join(', ')}`,
    );
    throw new Error(`axe in ${state}: ${said.join('; ')}`);
  }
  const { wide, inner } = await page.evaluate(() => ({
    wide: document.documentElement.scrollWidth,
    inner: innerWidth,
  }));
  if (wide > inner) throw new Error(`${state} is ${wide} px wide on a screen of ${inner}`);
}

export function expect(condition, what) {
  if (!condition) throw new Error(what);
}

export function same(found, wanted, what) {
  if (found !== wanted) throw new Error(`${what}: ${JSON.stringify(found)} instead of ${JSON.stringify(wanted)}`);
}
