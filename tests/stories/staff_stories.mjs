// Those who work for the state: what they see, what they must say first, and what the citizen sees of it.
import { accepted, answer_all, link_to, service, state_and_send } from './filing.mjs';
import { ask, people, sign_in, sign_in_staff, staff } from './people.mjs';
import { expect, same, story } from './story.mjs';

const citizen = people.bank_customer;

export async function staff_stories(browser, { url }) {
  await story(
    browser,
    'stories.officer_says_why_and_citizen_sees_it_and_objects',
    { lang: 'ru' },
    (page, _shot, more) => officer(page, more, url),
  );
  await story(browser, 'stories.operator_helps_and_is_seen', { lang: 'kk' }, (page, _shot, more) =>
    operator(page, more, url),
  );
  await story(browser, 'stories.keeper_reads_of_a_service_nobody_lists', { lang: 'en' }, (page, _shot, more) =>
    keeper(page, more, url),
  );
}

async function file(page, url, person) {
  await sign_in(page, url, person, `/apply/${service}`);
  await answer_all(page, { iin: person.iin });
  await state_and_send(page);
  return accepted(page);
}

async function officer(page, { device, shots }, url) {
  const hers = await device({ width: 360 });
  const number = await file(hers, url, citizen);

  await page.goto(`${url}/sign-in`);
  await page.click('form.narrow button');
  await page.waitForSelector('.error-summary');
  await shots('90-staff-sign-in-errors');
  await page.fill('#login', staff.officer.login);
  await page.fill('#password', 'wrong');
  await page.click('form.narrow button');
  await page.waitForSelector('form.narrow .note.late');
  await shots('91-staff-sign-in-refused');
  await sign_in_staff(page, url, staff.officer);
  await page.waitForURL('**/desk');
  await told_before_filing(page, shots, url);
  await page.goto(`${url}/staff`);
  await page.waitForSelector(`tbody a${link_to(number)}`);
  const list = await page.textContent('main');
  for (const personal of [citizen.name, citizen.iin, 'Абай даңғылы'])
    expect(!list.includes(personal), `the list has ${personal}`);
  await shots('92-staff-list');
  await open(page, shots, number);
  await seen_by_citizen(hers, shots, url, number);
}

/** Who decides does not file, and need not answer everything to learn it; the form is there to be read. */
async function told_before_filing(page, shots, url) {
  await page.goto(`${url}/services/${service}`);
  await page.waitForSelector('.staff-note:has-text("Вы вошли как сотрудник")');
  await shots('911-staff-service');
  await page.click('.start a.button');
  await page.waitForSelector('.staff-note');
  await page.waitForSelector('form.narrow h1, form h1');
  await shots('912-staff-form');
}

async function open(page, shots, number) {
  await page.click(`tbody a${link_to(number)}`);
  await page.waitForSelector('#decide');
  expect(!(await page.content()).includes(citizen.iin), 'nothing is shown before the purpose');
  await page.click('form.narrow button.button');
  await page.waitForSelector('.error-summary');
  await shots('93-staff-purpose-missing');
  await page.check('#decide');
  await page.click('form.narrow button.button');
  await page.waitForSelector('dl.rows');
  const shown = await page.textContent('main');
  for (const personal of [citizen.name, citizen.iin, 'Абай даңғылы'])
    expect(shown.includes(personal), `the application lacks ${personal}`);
  await shots('94-staff-application');
}

async function seen_by_citizen(hers, shots, url, number) {
  await hers.goto(`${url}/looks`);
  await hers.waitForSelector('.looks li');
  const line = await hers.textContent('.looks li');
  for (const told of [staff.officer.name, number, 'чтобы решить по заявлению'])
    expect(line.includes(told), `the ledger lacks ${told}: ${line}`);
  expect(/\d{1,2}:\d{2}/.test(line), `the ledger lacks the time: ${line}`);
  await hers.click('.looks li button.link');
  await hers.waitForSelector('.looks textarea');
  await hers.click('.looks form .button');
  await hers.waitForSelector('.looks .error');
  await hers.fill('.looks textarea', 'Моё заявление уже решено, смотреть его незачем.');
  await shots('95-look-objection', hers);
  await hers.click('.looks form .button');
  await hers.waitForFunction(() => !document.querySelector('.looks form'));
  await shots('96-look-objected', hers);
  const { body } = await ask(hers, '/api/looks');
  same(body.looks.length, 1, 'looks');
  expect(body.looks[0].objected_at !== null, 'the objection is kept');
  await hers.reload();
  await hers.waitForSelector('.looks li');
  same(await hers.locator('.looks li button.link').count(), 0, 'one objects once');
}

/** An operator helps with any service; an officer only with their own agency's. */
async function operator(page, { device, shots }, url) {
  const father = await device({});
  await sign_in(father, url, people.father);
  const { body } = await ask(father, '/api/applications');
  const number = body.applications[0]?.number ?? (await file(father, url, people.father));
  await sign_in_staff(page, url, staff.operator);
  await page.waitForSelector('tbody a');
  await page.goto(`${url}/services/${service}`);
  await page.waitForSelector('.start');
  same(await page.locator('.staff-note').count(), 0, 'an operator may file');
  await page.goto(`${url}/staff`);
  await page.waitForSelector('tbody a');
  await page.selectOption('.filters label:nth-of-type(2) select', 'withdrawn');
  await page.click('.filters button');
  await page.waitForURL('**/staff?state=withdrawn');
  await page.waitForFunction((gone) => !document.querySelector(`tbody a${gone}`), link_to(number));
  await page.goto(`${url}/staff/applications/${encodeURIComponent(number)}`);
  await page.check('#help_applicant');
  await page.click('form.narrow button.button');
  await page.waitForSelector('dl.rows');
  await shots('97-operator-application');
  const looks = (await ask(father, '/api/looks')).body.looks;
  same(looks.map(({ purpose }) => purpose).join(), 'help_applicant', 'what the citizen sees');
  same(looks[0].who.office, 'almaty-1', 'where from');
}

async function keeper(page, { device, shots }, url) {
  const what = 'A paper that my well is mine';
  await page.goto(`${url}/not-listed`);
  await page.click('form.narrow button');
  await page.waitForSelector('.error-summary');
  await shots('98-not-listed-error');
  await page.fill('#what', what);
  await page.fill('#where', 'Qordai, the akimat, room 4');
  await page.click('form.narrow button');
  await page.waitForSelector('button.plain');
  await shots('98-not-listed-thanks');

  const keeps = await device({});
  await sign_in_staff(keeps, url, staff.keeper);
  await keeps.waitForURL('**/keepers/not-listed');
  await keeps.waitForSelector(`th:has-text("${what}")`);
  await shots('99-reports', keeps);
  same((await ask(keeps, '/api/staff/applications')).status, 403, 'a keeper sees no applications');
}
