// Officers at their desk: by keyboard alone, two at once, many applications at once.
import { service } from './filing.mjs';
import { press, type } from './keyboard.mjs';
import { ask, people, sign_in, sign_in_staff, staff } from './people.mjs';
import { expect, same, story } from './story.mjs';

export async function desk_stories(browser, server) {
  const { url } = server;
  await story(
    browser,
    'stories.officer_takes_asks_and_grants_by_keyboard_and_a_colleague_cannot_take_the_same',
    { lang: 'ru' },
    (page, _shot, more) => by_keyboard(page, more, url),
  );
  await story(browser, 'stories.officer_refuses_many_at_once_and_each_says_why', { lang: 'kk' }, (page, _shot, more) =>
    in_bulk(page, more, url),
  );
}

/** Invented. The register of persons names another region, so that an officer decides. */
const answers = (iin) => ({
  iin,
  region: '710000000',
  settlement: 'Астана',
  address: 'Абай даңғылы, 10',
  purpose: 'bank',
  phone: '8 701 123 45 67',
  certificate_language: 'kk',
  data_are_right: true,
});

/** Files, and waits until it lies on the desk. Gives the number. */
async function file(page, { iin }) {
  const value = { service, answers: answers(iin) };
  const { status, body } = await ask(page, '/api/applications', { method: 'POST', value });
  same(status, 201, 'filed');
  const path = `/api/applications/${encodeURIComponent(body.number)}`;
  for (let tries = 0; tries < 200; ++tries) {
    if ((await ask(page, path)).body.awaits === 'officer') return body.number;
    await page.waitForTimeout(50);
  }
  throw new Error('it does not come to the officer');
}

const row = (number) => `tbody tr:has-text("${number}")`;
const has = (page, selector, words) => page.waitForSelector(`${selector}:has-text("${words}")`);
const focused = (page) => page.evaluate(() => document.activeElement?.textContent?.trim() ?? '');

/** Goes down the list until the focus is on this number. */
async function go_to(page, number) {
  await page.waitForSelector(row(number));
  for (let steps = 0; steps < 60; ++steps) {
    if ((await focused(page)) === number) return;
    await page.keyboard.press('j');
  }
  throw new Error(`j does not reach ${number}`);
}

async function by_keyboard(page, { device, shots, shots_here }, url) {
  const hers = await device({ width: 360 });
  await sign_in(hers, url, people.bank_customer);
  const number = await file(hers, people.bank_customer);
  const other = await file(hers, people.bank_customer);

  const colleague = await device({});
  await sign_in_staff(colleague, url, staff.colleague);
  await colleague.waitForSelector(row(number));

  await page.goto(`${url}/sign-in`);
  await type(page, '#login', staff.officer.login);
  await type(page, '#password', staff.officer.password);
  await press(page, 'form.narrow button');
  await page.waitForURL('**/desk');
  await go_to(page, number);
  await shots('d0-desk');
  await page.keyboard.press('Shift+Slash');
  await page.waitForSelector('dialog[open]');
  await shots('d1-keys');
  await page.keyboard.press('Escape');
  await go_to(page, number);
  await page.keyboard.press('t');
  await has(page, row(number), 'у вас');
  same(await focused(page), number, 'the focus stays');

  await go_to(colleague, number);
  await colleague.keyboard.press('t');
  await has(colleague, '.note.late', 'Не сделано');
  await has(colleague, row(number), 'у коллеги');
  await shots('d2-taken-already', colleague);

  await page.keyboard.press('Enter');
  await page.waitForURL((found) => decodeURIComponent(found.pathname) === `/desk/${number}`);
  await has(page, '.beside', 'отличается');
  await shots('d3-file');
  await question(page, shots_here);
  await answer_and_grant(page, hers, number, shots);
  await colleague.goto(`${url}/desk/${encodeURIComponent(other)}`);
  await colleague.waitForSelector('.desk-acts button');
  await colleague.keyboard.press('t');
  await has(colleague, '.desk-acts', 'Заявление у вас');
  await colleague.keyboard.press('g');
  await has(colleague, '.desk-acts', 'Вы его вернули');
}

async function question(page, shots_here) {
  await page.keyboard.press('3');
  await page.waitForSelector('#act-reason:focus');
  await press(page, '.act-form button.button');
  await page.waitForSelector('.act-form .error');
  same(await page.evaluate(() => document.activeElement.id), 'act-reason', 'the focus is where something is missing');
  await shots_here('d4-question-empty');
  await page.keyboard.type('В каком городе вы живёте?');
  await press(page, '.act-form button.button');
  await has(page, '.desk-acts', 'Сделано: Спросить заявителя.');
  await has(page, '.desk-line', 'ждём заявителя');
}

async function answer_and_grant(page, hers, number, shots) {
  await hers.goto(new URL(`/applications/${encodeURIComponent(number)}`, hers.url()).href);
  await has(hers, '.asked blockquote', 'В каком городе вы живёте?');
  await hers.fill('#answer', 'В Шымкенте, но зарегистрирована ещё в Астане.');
  await hers.click('.asked button.button');
  await has(hers, '[role=status] .note', 'Ваш ответ отправлен');

  // What the officer sees without doing anything: the page looks now and then.
  await page.waitForSelector('[role=status] .note.wait', { timeout: 60_000 });
  await shots('d5-something-happened');
  await press(page, '[role=status] .note.wait button');
  await has(page, '.talk', 'зарегистрирована ещё в Астане');
  await page.evaluate(() => document.activeElement?.blur());
  await page.keyboard.press('1');
  await asked_whether_sure(page, number, shots);
  await has(page, '.desk-acts', 'Сделано: Выдать справку.');
  same(await focused(page), 'Следующее заявление', 'the focus is on the next application');
  // Sooner than the page looks by itself, every 20 seconds.
  await page.waitForSelector('.issued a[href^="/verify/d/"]', { timeout: 10_000 });
  await has(page, '.desk-line', 'результат выдан');
  expect(!(await page.textContent('.desk-line')).includes('рассматривает'), 'nobody reviews it any more');
  same(await focused(page), 'Следующее заявление', 'the focus stays there');
  await shots('d6-granted');
  await page.keyboard.press('Enter');
  await page.waitForURL((found) => decodeURIComponent(found.pathname) !== `/desk/${number}`);
  await hers.waitForSelector('.decision.granted');
  await hers.waitForSelector('a[href*="/document?lang=ru"]');
}

/** Nothing is sent before it is confirmed: by keyboard back, and then on. */
async function asked_whether_sure(page, number, shots) {
  await page.waitForSelector('#sure-title:focus');
  for (const told of [number, 'выдать справку']) expect((await focused(page)).includes(told), `it lacks ${told}`);
  await has(page, '#sure-text', 'можно только отозвать');
  await page.keyboard.press('Enter');
  await page.keyboard.press('Escape');
  await page.waitForSelector('.sure', { state: 'detached' });
  await page.waitForSelector('#do-grant:focus');
  expect(!(await page.textContent('.desk-acts')).includes('Сделано'), 'nothing was done');
  await page.keyboard.press('Enter');
  await page.waitForSelector('#sure-title:focus');
  await shots('d51-sure');
  await page.keyboard.press('Tab');
  same(await focused(page), 'Да, выдать справку', 'the button that sends comes next');
  await page.keyboard.press('Enter');
}

async function in_bulk(page, { device, shots }, url) {
  const his = await device({});
  await sign_in(his, url, people.worker);
  const numbers = [await file(his, people.worker), await file(his, people.worker)];
  await sign_in_staff(page, url, staff.officer);
  await page.waitForURL('**/desk');
  await page.click('.views a[href="/desk?view=free"]');
  await page.waitForURL('**/desk?view=free');
  for (const number of numbers) await page.check(`${row(number)} input`);
  await has(page, '.bulk', 'Таңдалды: 2');
  await shots('d7-selected');
  await page.click('.bulk button:has-text("Қарауға алу")');
  await has(page, '.bulk-results', 'Орындалды: 2 ішінен 2.');
  await page.click('.views a[href="/desk?view=mine"]');
  for (const number of numbers) await page.check(`${row(number)} input`);
  await page.click('.bulk button:has-text("Бас тарту")');
  await page.fill('#act-reason', 'Тізілімде басқа өңір жазылған.');
  await page.click('.act-form button.button');
  await has(page, '.act-form .error', 'Не өзгеруі керегін жазыңыз');
  await page.fill('#act-remedy', 'Тұрғылықты жеріңіз бойынша тіркеліңіз.');
  await shots('d8-bulk-refusal');
  // One of them goes out of the officer's hands before the button is pressed.
  const path = `/api/desk/applications/${encodeURIComponent(numbers[1])}/give-back`;
  same((await ask(page, path, { method: 'POST', value: {} })).status, 200, 'given back');
  await page.click('.act-form button.button');
  await has(page, '#sure-title', 'Өтініштер: 2');
  await page.click('.sure button.link');
  same(await page.inputValue('#act-remedy'), 'Тұрғылықты жеріңіз бойынша тіркеліңіз.', 'what was written stays');
  await page.click('.act-form button.button');
  await shots('d81-bulk-sure');
  await page.click('.sure button.button');
  await has(page, '.bulk-results', 'Орындалды: 2 ішінен 1.');
  await has(page, '.bulk-results li', 'өтініш сізде емес');
  await shots('d9-bulk-results');
  const refused = (await ask(his, `/api/applications/${encodeURIComponent(numbers[0])}`)).body;
  same(refused.decision.remedy, 'Тұрғылықты жеріңіз бойынша тіркеліңіз.', 'what the applicant reads');

  await page.fill('#desk-number', '0AAA');
  await page.click('.find button');
  await page.waitForSelector('.find .error');
  await page.fill('#desk-number', numbers[1].replaceAll('-', ''));
  await page.click('.find button');
  await page.waitForSelector(row(numbers[1]));
  same(await page.locator('tbody tr').count(), 1, 'this one alone');
  await page.goBack();
  await page.waitForURL('**/desk?view=mine');
  expect(!(await page.textContent('main')).includes(people.worker.name), 'the list names nobody');
}
