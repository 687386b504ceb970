// Pictures of the pages, and what axe says of them.
import axe from 'axe-core';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { root } from './server.mjs';

const langs = ['kk', 'ru', 'en'];
const widths = { 360: 760, 1280: 860 };
const folder = join(root, 'build/screenshots');

/** A picture of the page as it is; no violation of any rule that axe knows, nothing wider than the screen. */
export async function picture(page, state, { lang, width }) {
  const name = `${state}-${lang}-${width}`;
  await photograph(page, name);
  await fits_screen(page, name);
  await ask_axe(page, name);
}

/**
 * Pictures at both widths in all languages (or in `langs`), then everything as it was. Switching the language keeps
 * what was typed, wherever it is done.
 */
export async function pictures(page, state, { lang, width, langs: wanted = langs }) {
  const typed = await read_fields(page);
  for (const other of [...wanted.filter((one) => one !== lang), lang]) {
    if (wanted.length > 1) await switch_to(page, other);
    const now = await read_fields(page);
    if (now !== typed) throw new Error(`${state}: ${other} changed what was typed: ${typed} is now ${now}`);
    if (!wanted.includes(other)) continue;
    for (const wide of Object.keys(widths).map(Number)) {
      await page.setViewportSize({ width: wide, height: widths[wide] });
      await photograph(page, `${state}-${other}-${wide}`);
      await fits_screen(page, `${state}-${other}-${wide}`);
    }
    await page.setViewportSize({ width, height: widths[width] });
    await ask_axe(page, `${state}-${other}`);
  }
}

const debuggers = new WeakMap();

/** The whole page, for people to look at: where QYZMET_PICTURES is set, for they take long. */
async function photograph(page, name) {
  if (!process.env.QYZMET_PICTURES) return;
  if (!debuggers.has(page)) debuggers.set(page, await page.context().newCDPSession(page));
  const session = debuggers.get(page);
  const { cssContentSize } = await session.send('Page.getLayoutMetrics');
  const clip = { x: 0, y: 0, width: cssContentSize.width, height: cssContentSize.height, scale: 1 };
  const how = { format: 'png', optimizeForSpeed: true, captureBeyondViewport: true, clip };
  const { data } = await session.send('Page.captureScreenshot', how);
  await writeFile(join(folder, `${name}.png`), data, 'base64');
}

/** By a click that moves no focus. */
export async function switch_to(page, lang) {
  await page.evaluate((to) => document.querySelector(`.langs button[lang=${to}]`).click(), lang);
  await page.waitForSelector(`html[lang=${lang}]`, { state: 'attached' });
}

/** All that somebody can have typed or chosen. */
export function read_fields(page) {
  return page.evaluate(() =>
    JSON.stringify(
      [...document.querySelectorAll('main input, main textarea, main select')].map((field) =>
        /checkbox|radio/.test(field.type) ? [field.name || field.id, field.checked] : [field.id, field.value],
      ),
    ),
  );
}

async function fits_screen(page, name) {
  const { wide, inner } = await page.evaluate(() => ({
    wide: document.documentElement.scrollWidth,
    inner: innerWidth,
  }));
  if (wide > inner) throw new Error(`${name} is ${wide} px wide on a screen of ${inner}`);
}

async function ask_axe(page, name) {
  // As an expression of the debugger's: the page's policy forbids scripts from elsewhere, and shall.
  if (!(await page.evaluate(() => 'axe' in globalThis))) await page.evaluate(axe.source);
  const { violations } = await page.evaluate(() =>
    globalThis.axe.run(document, { resultTypes: ['violations'], elementRef: false }),
  );
  if (violations.length === 0) return;
  const places = (nodes) => nodes.slice(0, 3).map((node) => node.target.join(' '));
  const said = violations.map(({ id, nodes }) => `${id} at ${places(nodes).join(', ')}`);
  throw new Error(`axe in ${name}: ${said.join('; ')}`);
}
