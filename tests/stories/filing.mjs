// Filing an application for an address certificate, with the keyboard.
import { readFileSync } from 'node:fs';
import { choose, press, tab_to, type } from './keyboard.mjs';
import { same } from './story.mjs';

export const service = 'kz.address-certificate';
export const next = 'form button.button';

/** Invented: born 1 January 1990, serial number 0001; the check digit follows. */
export const iin = with_check_digit('90010130001');
/** A check digit that fits, and a 40th of December: only the server looks at the date. */
export const iin_without_birthday = with_check_digit('90124030001');

function with_check_digit(eleven) {
  const sum = (weights) => weights.reduce((all, weight, i) => all + weight * Number(eleven[i]), 0) % 11;
  let digit = sum([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11]);
  if (digit === 10) digit = sum([3, 4, 5, 6, 7, 8, 9, 10, 11, 1, 2]);
  if (digit === 10) throw new Error(`${eleven} has no check digit: choose another`);
  return `${eleven}${digit}`;
}

const steps = [
  ['person', (page, answers) => type(page, '#iin', answers.iin ?? iin)],
  ['region', (page) => choose(page, 17)],
  ['settlement', (page) => type(page, '#settlement', 'Астана')],
  ['address', (page) => type(page, '#address', 'Абай даңғылы, 10-үй, 25-пәтер')],
  ['purpose', (page) => choose(page, 1)],
  [
    'phone',
    (page, answers) => (answers.phone === null ? undefined : type(page, '#phone', answers.phone ?? '+7 701 123 45 67')),
  ],
  ['certificate_language', (page) => choose(page, 0)],
];

export const at_step = (page, step) => page.waitForURL((url) => url.pathname === `/apply/${service}/${step}`);

/**
 * From where the form stands to the page where the answers are checked; `seen(step)` is called on each
 * page, answered.
 */
export async function answer_all(page, { seen = () => undefined, ...answers } = {}) {
  for (const [step, answer] of steps) {
    await at_step(page, step);
    await page.waitForSelector('form h1');
    await answer(page, answers);
    await seen(step);
    await press(page, next);
  }
  await at_step(page, 'check');
  await page.waitForSelector('.answers');
}

export async function begin(page, url) {
  await page.goto(`${url}/apply/${service}`);
  await at_step(page, 'person');
}

export async function state_and_send(page) {
  await press(page, 'input[type=checkbox]', 'Space');
  await press(page, next);
}

/** Waits for the confirmation; gives the application's number. */
export async function accepted(page) {
  await page.waitForURL((url) => url.pathname.startsWith('/applications/'));
  const number = (await page.textContent('.ticket-number')).trim();
  same(decodeURIComponent(new URL(page.url()).pathname), `/applications/${number}`, 'the address of the confirmation');
  return number;
}

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
