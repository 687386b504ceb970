// Filing an application for an address certificate, with the keyboard or with the mouse.
import { readFileSync } from 'node:fs';
import { choose, press, tab_to, type } from './keyboard.mjs';
import { with_check_digit } from './numbers.mjs';
import { same } from './story.mjs';

export const service = 'kz.address-certificate';
export const next = 'form button.button';

/** Invented: born 1 January 1990, serial number 0001; the check digit follows. */
export const iin = with_check_digit('90010130001');
/** A check digit that fits, and a 40th of December: only the server looks at the date. */
export const iin_without_birthday = with_check_digit('90124030001');

/** How somebody types, chooses the nth answer of a page, and presses. */
export const keyboard = { type, choose, press };
const mouse = {
  type: (page, selector, text) => page.fill(selector, text),
  choose: (page, nth) => page.locator('input[type=radio]').nth(nth).check(),
  press: (page, selector) => page.click(selector),
};

const steps = [
  ['person', (hands, page, answers) => hands.type(page, '#iin', answers.iin ?? iin)],
  ['region', (hands, page) => hands.choose(page, 17)],
  ['settlement', (hands, page) => hands.type(page, '#settlement', 'Астана')],
  ['address', (hands, page) => hands.type(page, '#address', 'Абай даңғылы, 10-үй, 25-пәтер')],
  ['purpose', (hands, page) => hands.choose(page, 1)],
  [
    'phone',
    (hands, page, answers) =>
      answers.phone === null ? undefined : hands.type(page, '#phone', answers.phone ?? '+7 701 123 45 67'),
  ],
  ['certificate_language', (hands, page) => hands.choose(page, 0)],
];

export const at_step = (page, step) => page.waitForURL((url) => url.pathname === `/apply/${service}/${step}`);

/**
 * From where the form stands to the page where the answers are checked; `seen(step)` is called on each
 * page, answered.
 */
export async function answer_all(page, { hands = mouse, seen = () => undefined, ...answers } = {}) {
  for (const [step, answer] of steps) {
    await at_step(page, step);
    await page.waitForSelector('form h1');
    await answer(hands, page, answers);
    await seen(step);
    await hands.press(page, next);
  }
  await at_step(page, 'check');
  await page.waitForSelector('.answers');
}

export async function begin(page, url) {
  await page.goto(`${url}/apply/${service}`);
  await at_step(page, 'person');
}

export async function state_and_send(page, hands = mouse) {
  await hands.press(page, 'input[type=checkbox]', 'Space');
  await hands.press(page, next);
}

/** Waits for the confirmation; gives the application's number. */
export async function accepted(page) {
  await page.waitForURL((url) => url.pathname.startsWith('/applications/'));
  const number = (await page.textContent('.ticket-number')).trim();
  same(decodeURIComponent(new URL(page.url()).pathname), `/applications/${number}`, 'the address of the confirmation');
  return number;
}

/** A number may end in *, ~, $, = or U, its check symbol: the link to an application in a list. */
export const link_to = (number) => `[href$="/applications/${encodeURIComponent(number)}"]`;

export const at_application = (page, number) =>
  page.waitForURL((url) => decodeURIComponent(url.pathname) === `/applications/${number}`);

/** The name under which the browser saves a file; it replaces what some systems do not allow. */
export const file_name = (number, kind) => `${number.replace('*', '_')}.${kind}.json`;

export async function receipt_shown(page) {
  await page.waitForSelector('a[download$=".receipt.json"]', { timeout: 30_000 });
}

/** Presses a download link; gives the file's text. */
export async function download(page, selector) {
  await tab_to(page, selector);
  const [file] = await Promise.all([page.waitForEvent('download'), page.keyboard.press('Enter')]);
  const path = await file.path();
  return { path, name: file.suggestedFilename(), text: readFileSync(path, 'utf8') };
}
