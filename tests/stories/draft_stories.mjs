// A draft that goes from one device to another, and one that is open twice.
import { accepted, answer_all, at_application, at_step, next, service } from './filing.mjs';
import { press } from './keyboard.mjs';
import { applications_of, ask, people, sign_in } from './people.mjs';
import { expect, same, story } from './story.mjs';

export async function draft_stories(browser, { url }) {
  await story(browser, 'stories.draft_goes_on_on_a_new_device_once', { lang: 'ru' }, (page, _shot, more) =>
    new_device(page, more, url),
  );
  await story(browser, 'stories.draft_sent_from_two_devices_is_one_application', { lang: 'en' }, (page, _shot, more) =>
    two_devices(page, more, url),
  );
  await story(
    browser,
    'stories.draft_sent_from_another_tab_leads_there',
    { lang: 'kk', width: 360 },
    (page, _shot, more) => two_tabs(page, more, url),
  );
}

/** Filled in up to where the answers are checked, and kept in the account as it is then. */
async function fill_in(page, url, person) {
  await sign_in(page, url, person, `/apply/${service}`);
  await answer_all(page, { iin: person.iin });
  await page.waitForFunction(async () => {
    const { drafts } = await (await fetch('/api/drafts')).json();
    return drafts[0]?.page === 'check';
  });
}

async function code_from(page) {
  await page.click('.saved div[role=status] + p > button.link');
  return (await page.textContent('.continue-code')).trim();
}

async function type_code(page, code) {
  await page.fill('#code', code);
  await page.click('form.narrow button');
}

async function new_device(page, { device, shots }, url) {
  const person = people.young_mother;
  await fill_in(page, url, person);
  const answers = await page.locator('.answer').allTextContents();
  const code = await code_from(page);
  expect(/^[0-9A-HJKMNP-TV-Z]{4}-[0-9A-HJKMNP-TV-Z]{4}$/.test(code), `a code: ${code}`);
  await shots('70-draft-code');

  const thief = await device({});
  await sign_in(thief, url, people.worker, '/continue');
  await type_code(thief, code);
  await thief.waitForSelector('.note.late');
  await shots('71-code-of-somebody-else', thief);

  const other = await device({ width: 360 });
  await sign_in(other, url, person, '/continue');
  await other.waitForSelector('#code');
  await other.click('form.narrow button');
  await other.waitForSelector('.error-summary');
  await shots('72-code-missing', other);
  await type_code(other, code.toLowerCase());
  await at_step(other, 'check');
  await other.waitForSelector('.answers');
  same(
    (await other.locator('.answer').allTextContents()).join('|'),
    answers.join('|'),
    'the answers on the other device',
  );

  await other.goto(`${url}/continue`);
  await type_code(other, code);
  await other.waitForSelector('.note.late');
  await shots('73-code-used', other);
  await other.goto(`${url}/applications`);
  await other.waitForSelector('#drafts-title');
  await shots('74-drafts', other);
  await other.click('.row-actions button.plain');
  await at_step(other, 'check');
  await send(other);
  await accepted(other);
  same((await ask(other, '/api/drafts')).body.drafts.length, 0, 'drafts left');
}

async function send(page) {
  await press(page, 'input[type=checkbox]', 'Space');
  await press(page, next);
}

async function two_devices(page, { device, shots }, url) {
  const person = people.worker;
  await fill_in(page, url, person);
  const other = await device({ width: 360 });
  await sign_in(other, url, person, '/continue');
  await type_code(other, await code_from(page));
  await at_step(other, 'check');
  await send(other);
  const number = await accepted(other);
  await send(page);
  await at_application(page, number);
  await page.waitForSelector('.ticket-number');
  await shots('75-sent-from-another-device');
  same((await applications_of(page)).map((one) => one.number).join(), number, 'applications');
  await page.goto(`${url}/apply/${service}`);
  await at_step(page, 'person');
}

async function two_tabs(page, { shots }, url) {
  const person = people.villager;
  await fill_in(page, url, person);
  const before = (await applications_of(page)).length;
  const other = await page.context().newPage();
  await other.goto(`${url}/apply/${service}/check`);
  await other.waitForSelector('.answers');
  await send(other);
  const number = await accepted(other);
  await at_application(page, number);
  await page.waitForSelector('.ticket-number');
  await shots('76-sent-from-another-tab');
  same((await applications_of(page)).length, before + 1, 'applications');
}
