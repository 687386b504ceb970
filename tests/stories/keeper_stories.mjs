// A keeper publishes a new version of a service while people use it: mistakes, a look, a reason; what citizens see
// without a restart; an application under way and a draft that was begun; then the service is retired.
import { ask, go_by_header, people, sign_in, sign_in_staff, staff } from './people.mjs';
import { expect, same, story } from './story.mjs';

const service = 'kz.story-well';
const titles = {
  1: { kk: 'Құдық туралы анықтама', ru: 'Справка о колодце', en: 'A paper about a well' },
  2: { kk: 'Құдық паспорты', ru: 'Паспорт колодца', en: 'Passport of a well' },
};
const texts = ({ kk, ru, en }) => `{kk: ${kk}, ru: ${ru}, en: ${en}}`;
const question = {
  1: `- {id: owner, kind: text, max_length: 60, title: ${texts({ kk: 'Иесі', ru: 'Владелец', en: 'Owner' })}}`,
  2: `- {id: village, kind: text, max_length: 60, title: ${texts({ kk: 'Ауыл', ru: 'Село', en: 'Village' })}}`,
};

/** Only the second brings a document, and asks of a deep well for its pumps. */
const pumps = `
      - {id: pumps, kind: number, min: 1, max: 9, when: depth >= 50, title: ${texts({
        kk: 'Сорғы саны',
        ru: 'Сколько насосов',
        en: 'Pumps',
      })}}`;
const paper = `document:
  kind: certificate
  title: ${texts(titles[2])}
  valid_months: 3
  rows:
    - {label: ${texts({ kk: 'Тереңдігі', ru: 'Глубина', en: 'Depth' })}, value: depth}
`;

/** The second asks for the village instead of the owner. */
const definition = (version) => `service: ${service}
version: ${version}
code: null
title: ${texts(titles[version])}
agency: kz.mvd
deadline: {working_days: 3, certainty: unverified, source: story}
fee: {mrp: 0, certainty: unverified, source: story}
sign_in: yes
result: ${texts({ kk: 'Анықтама', ru: 'Справка', en: 'A paper' })}
pages:
  - id: well
    title: ${texts({ kk: 'Құдық', ru: 'Колодец', en: 'Well' })}
    questions:
      - {id: depth, kind: number, min: 1, max: 500, title: ${texts({ kk: 'Тереңдігі', ru: 'Глубина', en: 'Depth' })}}
      ${question[version]}${version === 2 ? pumps : ''}
      - {id: agreed, kind: statement, title: ${texts({ kk: 'Бәрі дұрыс', ru: 'Всё верно', en: 'All is right' })}}
decisions:
  - id: deep
    title: ${texts({ kk: 'Терең бе', ru: 'Глубокий ли', en: 'Deep or not' })}
    hit: unique
    inputs: [{name: depth, kind: number, min: 1, max: 500, expression: depth}]
    outputs: [{name: deep, kind: yes_no}]
    rules:
      - [">= 100", true, "art. 1"]
      - ["< 100", false, "art. 2"]
steps:
  - id: look
    by: system
    title: ${texts({ kk: 'Тексеру', ru: 'Проверка', en: 'A check' })}
    decide: deep
    then: {"true": granted, "false": review}
  - id: review
    by: officer
    title: ${texts({ kk: 'Қарау', ru: 'Рассмотрение', en: 'A look' })}
    within: {working_days: 2}
    actions:
      - {id: grant, title: ${texts({ kk: 'Беру', ru: 'Выдать', en: 'Grant' })}, to: granted}
      - {id: refuse, title: ${texts({ kk: 'Бас тарту', ru: 'Отказать', en: 'Refuse' })}, to: refused}
${version === 2 ? paper : ''}`;

export async function keeper_stories(browser, { url }) {
  await story(
    browser,
    'stories.keeper_publishes_a_version_and_what_runs_stays_on_its_own',
    { lang: 'ru' },
    (page, _shot, more) => publish(page, more, url),
  );
}

async function publish(page, more, url) {
  await sign_in_staff(page, url, staff.keeper);
  await page.waitForURL('**/keepers/not-listed');
  const value = { definition: definition(1), reason: 'первая версия' };
  same((await ask(page, '/api/definitions', { method: 'POST', value })).status, 201, 'the first version');

  const hers = await more.device({ width: 360 });
  await sign_in(hers, url, people.villager);
  const filed = await ask(hers, '/api/applications', {
    method: 'POST',
    value: { service, version: 1, answers: { depth: 12, owner: 'Петров', agreed: true } },
  });
  same(filed.status, 201, 'filed on the first version');
  await begin_draft(hers, url, 'Петров Андрей');
  const his = await more.device({ width: 360 });
  await sign_in(his, url, people.worker);
  await begin_draft(his, url, 'Сидоров');

  await hand_in(page, more, url);
  await seen_by_citizen(hers, more, url, filed.body.number);
  await retire(page, hers, more, url, () => seen_retired(page, his, more, url));
}

async function begin_draft(hers, url, owner) {
  await hers.goto(`${url}/apply/${service}/well`);
  await hers.fill('#depth', '40');
  await hers.waitForSelector('h1:has-text("Колодец")');
  same(await hers.title(), 'Колодец – Qyzmet', 'a page with several questions names the window');
  await hers.fill('#owner', owner);
  await hers.click('form button.button');
  await hers.waitForSelector('.answers');
}

async function hand_in(page, { shots }, url) {
  await go_by_header(page, '/keepers/services');
  await page.waitForSelector('tbody tr:nth-child(10)');
  await shots('150-keepers-services');
  await narrow(page, shots);
  await page.click('p.actions a.button');
  await page.waitForURL('**/keepers/publish');
  await page.click('form button.button');
  await page.waitForSelector('.error-summary');
  await shots('151-publish-empty');
  await page.fill('#definition-text', definition(2).replace('version: 2', 'version: 1'));
  await page.click('form button.button');
  await page.waitForSelector('.note.late li');
  expect((await page.textContent('.note.late li')).startsWith('Строка 2: '), 'the mistake says its line');
  await shots('152-publish-mistakes');
  await page.click('.note.late li button');
  same(
    await page.evaluate(() => {
      const field = document.activeElement;
      return field.value?.slice(field.selectionStart, field.selectionEnd);
    }),
    'version: 1',
    'the line that is shown',
  );
  await page.fill('#definition-text', definition(2));
  await page.click('a.back');
  await page.waitForURL('**/keepers/services');
  await page.click('p.actions a.button');
  await page.waitForURL('**/keepers/publish');
  same(await page.inputValue('#definition-text'), definition(2), 'what was pasted is there on the way back');
  await page.click('form button.button');
  await page.waitForSelector('#publish-reason');
  await page.waitForSelector('#village');
  await page.waitForSelector('#agreed[type=checkbox]');
  const look = await page.textContent('main');
  for (const told of ['Село', 'Паспорт колодца', 'Страницы › well › Вопросы › owner', 'ст. 1', 'Проба на решённых'])
    expect(look.includes(told), `the look lacks ${told}`);
  const changes = await page.textContent('section.space:has(h2) table');
  expect(!/[{}[\]]/.test(changes), `changes are told as text: ${changes}`);
  await try_out(page);
  await page.waitForSelector('.no-entry a[href="/keepers/registry/new"]');
  await shots('153-publish-look');
  await page.fill('#publish-reason', 'Село важнее владельца');
  await page.click('form.space button.button');
  await page.waitForURL(`**/keepers/services/${service}?published`);
  await page.waitForSelector('tbody tr:nth-child(2)');
  expect((await page.textContent('main')).includes('Село важнее владельца'), 'the reason is told');
  await shots('154-keepers-service');
}

/** What is asked follows from what was filled in; where steps lead and what a grant brings is told. */
async function try_out(page) {
  const told = async () => (await page.textContent('main')).replace(/\s+/g, ' ');
  same(await page.locator('#pumps').count(), 0, 'nobody has a deep well yet');
  const line = '«Сколько насосов» сейчас не спрашивается. Спрашивается, если depth >= 50';
  expect((await told()).includes(line), `it is not said when it is asked: ${line}`);
  await page.fill('#depth', '60');
  await page.waitForSelector('#pumps');
  await page.fill('#depth', '6');
  await page.waitForSelector('#pumps', { state: 'detached' });
  await page.focus('#show-not-asked');
  await page.keyboard.press('Space');
  await page.waitForSelector('#pumps');
  const look = await told();
  for (const part of [
    '3 рабочих дня', line, 'Глубокий ли', 'да → Одобрено', 'нет → 2. Рассмотрение', 'Выдать → Одобрено',
    'Отказать (с причиной) → Отказано', '10 календарных дней', 'не предусмотрено', '3 месяца', 'Что в ней стоит',
  ])
    expect(look.includes(part), `the look lacks ${part}: ${look}`);
}

/** As one types, in any language; the keyboard clears. */
async function narrow(page, shots) {
  const said = () => page.textContent('main p[role=status]');
  const all = await said();
  await page.fill('#narrow', 'ADDRESS-certificate');
  await page.waitForFunction(() => document.querySelectorAll('tbody tr').length === 1);
  same(await said(), `Показано: 1 ${all.slice(all.indexOf('из'))}`, 'what is said of it');
  await shots('158-keepers-narrowed');
  await page.fill('#narrow', 'ничего такого нет');
  await page.waitForSelector('.note:has-text("Подходящих услуг нет")');
  await shots('159-keepers-nothing');
  await page.press('#narrow', 'Escape');
  same(await page.inputValue('#narrow'), '', 'Esc clears');
  same(await said(), all, 'all are there again');
}

async function seen_by_citizen(hers, { shots }, url, number) {
  await hers.goto(`${url}/services/${service}`);
  await hers.waitForSelector(`h1:has-text("${titles[2].ru}")`);
  await hers.waitForSelector('#changed-title');
  const since = await hers.textContent('section:has(#changed-title)');
  for (const told of ['Владелец', 'больше не спрашивается', 'Село', 'теперь спрашивается'])
    expect(since.includes(told), `what has changed lacks ${told}: ${since}`);
  await shots('1550-service-changed', hers);
  await hers.goto(`${url}/applications/${encodeURIComponent(number)}`);
  await hers.waitForSelector('summary');
  const { body } = await ask(hers, `/api/applications/${encodeURIComponent(number)}`);
  same(body.service_version, 1, 'the application stays on its version');
  same(body.service_title.ru, titles[1].ru, 'and is called what it was called');

  await hers.goto(`${url}/apply/${service}`);
  await hers.waitForSelector('main dl.rows');
  const changed = await hers.textContent('main');
  for (const told of ['Владелец', 'Петров Андрей', 'Село']) expect(changed.includes(told), `it lacks ${told}`);
  await shots('155-form-changed', hers);
  await hers.click('main button.button');
  await hers.waitForSelector('.actions button.button');
  await hers.click('.actions button.button');
  await hers.waitForSelector('#village');
  same(await hers.inputValue('#depth'), '40', 'the other answer is kept');
  await hers.fill('#village', 'Кордай');
  await hers.click('form button.button');
  await hers.waitForSelector('.answers');
  await hers.check('#agreed');
}

/** He began on the first version: what he wrote is shown, and goes when he says so. */
async function seen_retired(page, his, { shots }, url) {
  const own = await page.textContent('tbody');
  expect(own.includes('прекращена') && !own.includes('действует'), `no version is in force: ${own}`);
  await page.goto(`${url}/keepers/publish`);
  await page.waitForSelector('#definition-text');
  same(await page.inputValue('#definition-text'), '', 'what was published is kept no longer');
  await page.fill('#definition-text', definition(2).replace('version: 2', 'version: 3'));
  await page.click('form button.button');
  await page.waitForSelector('.note:has-text("останется прекращённой")');
  await page.goto(`${url}/keepers/services/${service}`);
  await page.waitForSelector('#standing-reason');

  await his.goto(`${url}/services/${service}`);
  await his.waitForSelector('.note:has-text("больше не оказывают")');
  const told = await his.textContent('main');
  for (const alive of ['О чём мы спросим', 'Что будет дальше', 'Где её оказывают'])
    expect(!told.includes(alive), `a retired service says “${alive}”`);
  await his.goto(`${url}/apply/${service}`);
  await his.waitForSelector('dt:has-text("Владелец")');
  expect((await his.textContent('dl.rows')).includes('Сидоров'), 'an answer of a former form is shown');
  await shots('1571-retired-former-draft', his);
  await his.click('main button.link');
  await his.click('main button.warn');
  await his.waitForURL(`**/services/${service}?removed`);
  await his.goto(`${url}/apply/${service}`);
  await his.waitForSelector('h1:has-text("больше не оказывают")');
  same(await his.locator('dl.rows').count(), 0, 'the answers are gone');
}

async function retire(page, hers, { shots }, url, meanwhile) {
  await page.fill('#standing-reason', 'Колодцев больше нет');
  await page.click('form.space button.button');
  await page.waitForSelector('p[role=status]:has-text("прекращена")');
  await shots('156-retired');
  // The form is open: only the server knows that it takes nothing any more.
  await hers.click('main form button.button');
  await hers.waitForSelector('h1:has-text("больше не оказывают")');
  expect((await hers.textContent('main')).includes('Кордай'), 'the answers are kept');
  await shots('157-retired-draft', hers);
  await meanwhile();
  const list = await ask(hers, '/api/applications');
  same(list.body.applications.length > 0, true, 'what was filed is there');
  await page.fill('#standing-reason', 'Нашёлся один');
  await page.click('form.space button.button');
  await page.waitForSelector('p[role=status]:has-text("снова принимает")');
  await hers.goto(`${url}/apply/${service}/check`);
  await hers.waitForSelector('.answers');
  await hers.check('#agreed');
  await hers.click('main form button.button');
  await hers.waitForURL((at) => at.pathname.startsWith('/applications/'));
  const asked = hers.waitForResponse((reply) => reply.url().endsWith('/api/applications'));
  await hers.goto(`${url}/services/${service}`);
  await asked;
  same(await hers.locator('#changed-title').count(), 0, 'whoever used it since knows the change');
}
