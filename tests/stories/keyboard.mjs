// What somebody without a mouse does.
const patience = 80;

/** Presses Tab until the focus is on what `selector` names. */
export async function tab_to(page, selector) {
  await page.waitForSelector(selector, { state: 'attached' });
  for (let presses = 0; presses < patience; ++presses) {
    if (await page.evaluate((wanted) => document.activeElement?.matches(wanted), selector)) return;
    await page.keyboard.press('Tab');
  }
  throw new Error(`the keyboard does not reach ${selector}`);
}

export async function press(page, selector, key = 'Enter') {
  await tab_to(page, selector);
  await page.keyboard.press(key);
}

export async function type(page, selector, text) {
  await tab_to(page, selector);
  await page.keyboard.press('Control+A');
  await page.keyboard.type(text);
}

/** Chooses the nth radio of the page (from 0): into the group by Tab, then down by arrow. */
export async function choose(page, nth) {
  await tab_to(page, 'input[type=radio]');
  await page.keyboard.press('Space');
  const at = () =>
    page.evaluate(() => [...document.querySelectorAll('input[type=radio]')].findIndex((radio) => radio.checked));
  while ((await at()) < nth) await page.keyboard.press('ArrowDown');
  while ((await at()) > nth) await page.keyboard.press('ArrowUp');
}

/** The text of what has the focus. */
export function focused(page) {
  return page.evaluate(() => document.activeElement?.textContent?.replace(/\s+/g, ' ').trim() ?? '');
}
