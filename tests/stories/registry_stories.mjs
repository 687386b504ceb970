// A service nobody lists finds its way: reported, entered, described, redesigned by its agency, digitised, registered,
// through the gate to online only, and back.
import { ask, sign_in_staff, staff } from './people.mjs';
import { expect, same, story } from './story.mjs';

const what = 'A paper that the well in my yard is mine';

export async function registry_stories(browser, { url }) {
  await story(browser, 'stories.a_reported_service_goes_online_only_and_back', { lang: 'en' }, (page, _shot, more) =>
    whole_way(page, more, url),
  );
  await story(browser, 'stories.online_only_is_told_before_and_taken_back', { lang: 'en' }, (page, _shot, more) =>
    told_before(page, more, url),
  );
}

async function report(page, url) {
  await page.goto(`${url}/not-listed`);
  await page.fill('#what', what);
  await page.click('form.narrow button');
  await page.waitForSelector('button.plain');
}

/** Chooses an act, fills it in and sends it; what is wrong is looked at by the caller. */
async function fill(page, act, fields) {
  await page.selectOption('#act', act);
  for (const [id, value] of Object.entries(fields)) {
    const field = page.locator(`#f-${id}`);
    if ((await field.evaluate((element) => element.tagName)) === 'SELECT') await field.selectOption(value);
    else await field.fill(value);
  }
}
const send = (page) => page.click('form.narrow button:not([type])');

async function done(page, stage) {
  await page.waitForSelector(`[aria-current="step"]:has-text("${stage}")`);
}

async function whole_way(citizen, { device, shots }, url) {
  await report(citizen, url);
  const keeper = await device({});
  const entry = await enter(keeper, shots, url);
  await describe(keeper, shots);
  const officer = await device({ width: 360 });
  await redesign(officer, shots, url, entry);
  await keeper.reload();
  await done(keeper, 'digitised');
  await fill(keeper, 'move-registered', {});
  await keeper.check('#f-unknown');
  await send(keeper);
  await done(keeper, 'registered');
  await gate(keeper, shots);
  await see_share(citizen, shots, url);
  await fill(keeper, 'take_back', { reason: 'Too many in the villages would lose' });
  await send(keeper);
  await done(keeper, 'registered');
  await shots('registry-8-taken-back', keeper);
}

async function enter(keeper, shots, url) {
  await sign_in_staff(keeper, url, staff.keeper);
  await keeper.goto(`${url}/keepers/registry/reports`);
  await keeper.waitForSelector(`dd:has-text("${what}")`);
  await shots('registry-1-reports', keeper);
  await keeper.click(`li:has-text("${what}") a.button`);
  await keeper.waitForSelector('#f-kind');
  await send(keeper);
  await keeper.waitForSelector('.error-summary');
  await shots('registry-2-new', keeper);
  await keeper.fill('#f-title-en', 'Proof of owning a well');
  await send(keeper);
  await done(keeper, 'found');
  const { body } = await ask(keeper, '/api/registry/reports?state=new');
  expect(!JSON.stringify(body).includes(what), 'the report is settled');
  return keeper.url().split('/').at(-1);
}

async function describe(keeper, shots) {
  await fill(keeper, 'move-described', { 'title-kk': 'Құдыққа меншік құқығы туралы анықтама' });
  await send(keeper);
  await keeper.waitForSelector('.error-summary');
  await shots('registry-3-describe', keeper);
  await fill(keeper, 'move-described', {
    'title-kk': 'Құдыққа меншік құқығы туралы анықтама',
    'title-ru': 'Справка о праве на колодец',
    agency: 'kz.mvd',
    legal_basis: 'Water Code, art. 66',
    'deadline-count': '5',
    'deadline-unit': 'working_days',
  });
  await keeper.check('#f-unknown');
  // The year's calendar may end before the usual term does: then the day must be named.
  await keeper.fill('#f-due_on', next_year());
  await send(keeper);
  await done(keeper, 'described');
}

const next_year = () => `${new Date().getUTCFullYear() + 1}-06-01`;

async function redesign(officer, shots, url, entry) {
  await sign_in_staff(officer, url, staff.officer);
  await officer.goto(`${url}/keepers/registry`);
  await officer.waitForSelector('tbody a');
  same(await officer.locator('tbody a').count(), 1, 'an officer sees what their agency has in hand');
  await shots('registry-4-officer', officer);
  await officer.click('tbody a');
  await done(officer, 'described');
  await fill(officer, 'move-redesigned', {
    'before-documents': '4',
    'after-documents': '1',
    'before-steps': '6',
    'after-steps': '2',
    'before-days': '15',
    'after-days': '3',
    due_on: next_year(),
  });
  await send(officer);
  await done(officer, 'redesigned');
  await shots('registry-5-redesigned', officer);
  await fill(officer, 'move-digitised', { service: 'kz.address-certificate' });
  await officer.fill('#f-due_on', next_year());
  await send(officer);
  // From here on it is the keepers': the officer sees it no longer.
  await officer.waitForURL('**/keepers/registry?moved');
  await officer.waitForSelector('.note:has-text("now with the keepers")');
  await officer.waitForSelector('form.filters');
  await shots('registry-5a-moved-on', officer);
  same((await ask(officer, `/api/registry/entries/${entry}`)).status, 404, 'what left the agency is not seen there');
}

async function gate(keeper, shots) {
  await fill(keeper, 'move-online_only', { 'exceptions-kk': 'Кәмелетке толмағандар\nҚол қоя алмайтындар' });
  await send(keeper);
  await keeper.waitForSelector('.error-summary a[href="#f-exceptions-ru"]');
  await shots('registry-6-gate', keeper);
  await pass_gate(keeper);
  const text = await keeper.textContent('main');
  expect(text.includes('People without a smartphone: not known'), 'who would lose is named');
  expect(text.includes('Its counter is not closed'), 'another kind of this service is registered without a gate');
}

async function pass_gate(keeper) {
  await fill(keeper, 'move-online_only', {
    'exceptions-kk': 'Кәмелетке толмағандар\nҚол қоя алмайтындар',
    'exceptions-ru': 'Несовершеннолетние\nКто не может подписать',
    'exceptions-en': 'Minors\nWhoever cannot sign',
    notice_days: '30',
    first_day: next_year(),
    'fallback-kk': 'Кез келген орталықта оператор тапсырады',
    'fallback-ru': 'Оператор подаст в любом центре',
    'fallback-en': 'An operator files it at any centre',
    'losers-0-group': 'People without a smartphone',
  });
  await send(keeper);
  await done(keeper, 'online only');
}

/** Until somebody files at the counter: that is told in versions_test.cpp, where the day can be moved. */
async function told_before(citizen, { device, shots }, url) {
  const service = 'kz.criminal-record-certificate';
  const keeper = await device({});
  await sign_in_staff(keeper, url, staff.keeper);
  await keeper.goto(`${url}/keepers/registry/${await entry_of(keeper, service)}`);
  await done(keeper, 'registered');
  await citizen.goto(`${url}/services/${service}`);
  await citizen.waitForSelector('h1');
  same(await citizen.locator('#gate-title').count(), 0, 'nothing is closed');
  await pass_gate(keeper);
  expect(!(await keeper.textContent('main')).includes('Its counter is not closed'), 'this kind is the only one');
  await shots('registry-9-through-the-gate', keeper);
  await citizen.reload();
  await citizen.waitForSelector('#gate-title');
  const told = await citizen.textContent('section:has(#gate-title)');
  for (const said of [`From 1${nbsp}June`, 'Whoever cannot sign', 'An operator files it at any centre'])
    expect(told.includes(said), `the page says “${said}”: ${told}`);
  await shots('service-gate', citizen);
  await retire_too_early(keeper);
  await fill(keeper, 'take_back', { reason: 'Too many in the villages would lose' });
  await send(keeper);
  await done(keeper, 'registered');
  await citizen.reload();
  await citizen.waitForSelector('h1');
  same(await citizen.locator('#gate-title').count(), 0, 'it is taken as before');
}

const nbsp = '\u00a0';

/** The entry of a service, page by page. */
async function entry_of(keeper, service) {
  for (let after = ''; after !== null; ) {
    const { body } = await ask(keeper, `/api/registry/entries?after=${after}`);
    const found = body.entries.find((entry) => entry.service === service);
    if (found) return found.id;
    after = body.next;
  }
  throw new Error(`no entry of ${service}`);
}

/** What still takes applications is retired first, where services are kept. */
async function retire_too_early(keeper) {
  await fill(keeper, 'move-retired', { reason: 'The law has gone' });
  await send(keeper);
  await keeper.waitForSelector('form :text("still takes applications")');
}

async function see_share(page, shots, url) {
  await page.goto(`${url}/registry`);
  await page.waitForSelector('figure svg');
  const { body } = await ask(page, '/api/registry/share');
  expect((await page.textContent('.lead')).includes(`${body.now.digitised} of ${body.now.known}`), 'both numbers');
  await shots('registry-7-share', page);
}
