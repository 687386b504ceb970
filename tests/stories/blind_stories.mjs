// Somebody who sees nothing and has no mouse: what has the focus and what is announced must tell the whole story.
import {
  accepted,
  answer_all,
  at_step,
  keyboard,
  link_to,
  next,
  receipt_shown,
  service,
  state_and_send,
} from './filing.mjs';
import { focused, press, type } from './keyboard.mjs';
import { applications_of, choose_person_by_keyboard, people } from './people.mjs';
import { expect, same, story } from './story.mjs';
import { headings } from './words.mjs';

export async function blind_stories(browser, { url }) {
  await story(browser, 'stories.blind_citizen_files_by_keyboard', { lang: 'ru', width: 1280 }, (page, shot, more) =>
    blind_citizen(page, shot, more.shots, url),
  );
}

async function blind_citizen(page, shot, shots, url) {
  await page.goto(url);
  await page.waitForSelector('.tiles');
  await search(page, shot);
  await press(page, '.account a');
  await choose_person_by_keyboard(page, people.blind);
  await page.waitForURL(`**/services/${service}`);
  await press(page, '.start a');
  await at_step(page, 'person');
  same(await focused(page), headings.ru.iin, 'the question that is read');
  await err_and_mend(page, shot);
  await answer_all(page, { hands: keyboard, iin: people.blind.iin });
  await fault_on_the_last_page(page, shot);
  const number = await accepted(page);
  same(await focused(page), headings.ru.accepted, 'what is read at the end');
  await receipt_shown(page);
  await shot('63-blind-receipt');
  await withdraw(page, shots, number);
}

/** The number of results is announced; the arrow key goes to the first; Escape goes back. */
async function search(page, shot) {
  await type(page, '#search', 'адресная справка');
  await page.waitForSelector('.results a');
  same(/\d/.test(await announced(page)), true, 'the number of results is announced');
  await page.keyboard.press('ArrowDown');
  expect(await has_focus(page, `.results a[href="/services/${service}"]`), 'the arrow key goes to the first result');
  await page.keyboard.press('Escape');
  expect(await has_focus(page, '#search'), 'Escape goes back to the field');
  await page.keyboard.press('ArrowDown');
  await shot('60-blind-found');
  await page.keyboard.press('Enter');
  await page.waitForSelector('.facts');
  same(await page.evaluate(() => document.activeElement?.tagName), 'H1', 'the heading takes the focus');
}

async function err_and_mend(page, shot) {
  await type(page, '#iin', '123');
  await press(page, next);
  await page.waitForSelector('.error-summary');
  expect(await has_focus(page, '.error-summary'), 'the summary takes the focus');
  expect((await page.title()).startsWith('Ошибка'), 'the title of the window says that there is an error');
  await shot('61-blind-error');
  await press(page, '.error-summary a');
  expect(await has_focus(page, '#iin[aria-invalid=true]'), 'the error leads to its field');
  same((await described(page)).includes('ИИН'), true, 'the field is described by what is wrong');
  await press(page, 'a.back');
  await page.waitForSelector('.facts');
  await press(page, '.start a');
  await press(page, '.actions .button:not(.plain)');
  await at_step(page, 'person');
  same(await page.inputValue('#iin'), '123', 'what was typed before going back');
}

async function fault_on_the_last_page(page, shot) {
  await press(page, next);
  await page.waitForSelector('.error-summary');
  expect(await has_focus(page, '.error-summary'), 'the summary takes the focus');
  await shot('62-blind-check-error');
  await press(page, '.error-summary a');
  expect(await has_focus(page, 'input[type=checkbox]'), 'the error leads to the statement');
  await state_and_send(page, keyboard);
}

async function withdraw(page, shots, number) {
  await press(page, 'section.withdraw > button.link');
  await page.waitForSelector('#reason');
  expect(await has_focus(page, 'form.note button.plain'), 'the safe answer has the focus');
  await type(page, '#reason', 'Справка больше не нужна');
  await shots('64-blind-withdraw');
  await press(page, 'form.note button.warn');
  await page.waitForSelector('.tag.state.none');
  await press(page, '.account a[href="/applications"]');
  await page.waitForSelector(`.applications a${link_to(number)}`);
  await shots('65-blind-withdrawn');
  same((await applications_of(page))[0].state, 'withdrawn', 'its state');
}

const has_focus = (page, selector) =>
  page.evaluate((wanted) => document.activeElement?.matches(wanted) ?? false, selector);

/** What a screen reader says by itself. */
const announced = (page) =>
  page.evaluate(() => [...document.querySelectorAll('main [role=status]')].map((one) => one.textContent).join(' '));

/** What is read after the name of the field that has the focus. */
const described = (page) =>
  page.evaluate(() =>
    (document.activeElement.getAttribute('aria-describedby') ?? '')
      .split(' ')
      .map((id) => document.getElementById(id)?.textContent ?? '')
      .join(' '),
  );
