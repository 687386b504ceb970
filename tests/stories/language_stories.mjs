// Three languages on every page, going back, answers that are hidden for a while, and a start without a connection.
import { at_step, begin, iin, next, service } from './filing.mjs';
import { choose, press, type } from './keyboard.mjs';
import { people, sign_in } from './people.mjs';
import { switch_to, read_fields } from './pictures.mjs';
import { expect, same, story } from './story.mjs';

const kindergarten = 'kz.kindergarten-place';
const citizen = people.young_mother;

/** Pages for everybody: what stands there when they are ready, what is typed there; `shown`: no other story does. */
const open_pages = [
  { path: '/', ready: '.tiles', field: '#search', text: 'садик' },
  { path: '/find', ready: '.tiles a', shown: true },
  { path: '/life-events/birth-of-a-child', ready: '.service-list a', shown: true },
  { path: '/not-listed', ready: '#what', field: '#what', text: 'Справка о колодце' },
  { path: '/services/kz.apostille', ready: '.facts', shown: true },
  { path: '/sign-in', ready: '.demo-people', field: '#login', text: 'offi' },
  { path: '/verify', ready: '#key', field: '#receipt', text: '{"half' },
  { path: '/nothing', ready: 'main a.button' },
];
const own_pages = [
  { path: '/applications', ready: 'main h1', shown: true },
  { path: '/looks', ready: 'main .note', shown: true },
  { path: '/mandates', ready: '#iin', field: '#iin', text: '9104' },
  { path: '/access', ready: '#days', field: '#days', text: '45', shown: true },
  { path: '/continue', ready: '#code', field: '#code', text: 'K7Q2' },
  { path: `/apply/${kindergarten}/child_name`, ready: '#child_name', field: '#child_name', text: 'Айша' },
  { path: `/apply/${kindergarten}/birth_date`, ready: '#birth_date', field: '#birth_date', text: '5', shown: true },
  {
    path: `/apply/${kindergarten}/kindergartens`,
    ready: '#preferred_kindergartens',
    field: '#preferred_kindergartens',
    text: 'Сад 12',
    shown: true,
  },
];

export async function language_stories(browser, { url }) {
  await story(browser, 'stories.every_page_speaks_three_languages_and_keeps_what_is_typed', {}, (page, _shot, more) =>
    every_page(page, more.shots, url),
  );
  await story(browser, 'stories.back_and_forward_keep_answers_and_language', { width: 360 }, (page) =>
    back_and_forward(page, url),
  );
  await story(browser, 'stories.hidden_answers_are_not_deleted', { lang: 'en' }, (page, _shot, more) =>
    hidden_answers(page, more.shots, url),
  );
  await story(
    browser,
    'stories.cold_start_without_connection_shows_the_pages',
    { lang: 'kk', width: 360 },
    (page, _shot, more) => cold_start(page, more.shots, url),
  );
}

const picture_name = (path) => `110-${path.replace(/\W+/g, '-').replace(/^-|-$/g, '') || 'home'}`;

async function every_page(page, shots, url) {
  const visit = async ({ path, ready, field, text, shown }) => {
    await page.goto(url + path);
    await page.waitForSelector(ready);
    if (field) await page.fill(field, text);
    if (shown) await shots(picture_name(path));
    else await keeps_all(page, path);
    if (field) same(await page.inputValue(field), text, `what was typed on ${path}`);
  };
  for (const one of open_pages) await visit(one);
  await sign_in(page, url, citizen);
  for (const one of own_pages) await visit(one);
}

async function keeps_all(page, path) {
  const [typed, title] = [await read_fields(page), await page.title()];
  for (const lang of ['kk', 'en', 'ru']) {
    await switch_to(page, lang);
    same(await read_fields(page), typed, `what was typed on ${path}, now in ${lang}`);
    if (lang !== 'ru')
      expect((await page.title()) !== title, `${path}: the title of the window is the same in ${lang}`);
  }
}

async function back_and_forward(page, url) {
  await begin(page, url);
  await type(page, '#iin', iin);
  await press(page, next);
  await choose(page, 3);
  await switch_to(page, 'kk');
  await press(page, next);
  await at_step(page, 'settlement');
  await type(page, '#settlement', 'Аста');
  await page.goBack();
  await at_step(page, 'region');
  same(await page.locator('input:checked').count(), 1, 'the answer of the page before');
  await page.goBack();
  await at_step(page, 'person');
  same(await page.inputValue('#iin'), iin, 'the first answer');
  await page.goForward();
  await page.goForward();
  await at_step(page, 'settlement');
  same(await page.inputValue('#settlement'), 'Аста', 'half an answer');
  same(await page.getAttribute('html', 'lang'), 'kk', 'the language');
}

/** An answer to a question that is not asked any more is not sent; it is there again when the question is. */
async function hidden_answers(page, shots, url) {
  await sign_in(page, url, people.bank_customer, `/apply/${kindergarten}`);
  await at_step_of(page, 'child_iin');
  const go = (step) => page.goto(`${url}/apply/${kindergarten}/${step}`);
  await page.fill('#child_iin', iin);
  await go('benefits');
  await page.check('[name=has_benefit][value=true]');
  await press(page, next);
  await at_step_of(page, 'benefit_kind');
  await page.check('[name=benefit_kind][value=military]');
  await press(page, next);
  await at_step_of(page, 'check');
  same(await page.locator('a[href*="/benefit_kind?"]').count(), 1, 'asked and answered');
  await shots('111-check-unanswered');
  const before = await kept(page);

  await press(page, `a[href*="/benefits?"]`);
  await at_step_of(page, 'benefits');
  await page.check('[name=has_benefit][value=false]');
  await press(page, next);
  await at_step_of(page, 'check');
  same(await page.locator('a[href*="/benefit_kind?"]').count(), 0, 'not asked any more');
  await press(page, 'form button.button');
  await page.waitForSelector('.error-summary');
  await page.reload();
  await page.waitForSelector('.answers');
  same((await kept(page)).benefit_kind, 'military', 'the answer that is not asked for');
  await press(page, `a[href*="/benefits?"]`);
  await page.check('[name=has_benefit][value=true]');
  await press(page, next);
  await at_step_of(page, 'check');
  same(await page.locator('a[href*="/benefit_kind?"]').count(), 1, 'asked again');
  same(JSON.stringify(await kept(page)), JSON.stringify(before), 'all answers');
}

const at_step_of = (page, step) => page.waitForURL((at) => at.pathname === `/apply/${kindergarten}/${step}`);

/** The answers that this device keeps. */
const kept = (page) =>
  page.evaluate(() => {
    const name = Object.keys(localStorage).find((one) => one.startsWith('qyzmet.draft.'));
    return JSON.parse(localStorage.getItem(name)).answers;
  });

async function cold_start(page, shots, url) {
  await page.goto(`${url}/services/${service}`);
  await page.waitForSelector('.facts');
  await page.evaluate(() => navigator.serviceWorker.ready.then(() => undefined));
  await begin(page, url);
  await type(page, '#iin', iin);
  await page.reload();
  await page.waitForSelector('#iin');
  const context = page.context();
  await page.close();

  await context.setOffline(true);
  const cold = await context.newPage();
  await cold.goto(`${url}/`);
  await cold.waitForSelector('h1');
  await cold.waitForSelector('.strip.offline');
  await shots('112-offline-home', cold);
  await cold.goto(`${url}/services/${service}`);
  await cold.waitForSelector('.facts');
  await cold.goto(`${url}/apply/${service}/person`);
  await cold.waitForSelector('#iin');
  same(await cold.inputValue('#iin'), iin, 'what was typed before');
  await shots('113-offline-form', cold);
  const typed = await read_fields(cold);
  await switch_to(cold, 'en');
  same(await read_fields(cold), typed, 'another language without a connection');
  await cold.goto(`${url}/verify`);
  await cold.waitForSelector('form.verify');
  expect((await cold.textContent('h1')).length > 0, 'a heading');
}
