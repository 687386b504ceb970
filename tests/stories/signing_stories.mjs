// A second signature, and a step of the applicant's own: of a service that none of the country's is like yet, so that
// it is served from a folder of its own.
import { cpSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { open_browser } from './browser.mjs';
import { open_line } from './line.mjs';
import { ask, people, sign_in } from './people.mjs';
import { root, start_server } from './server.mjs';
import { expect, same, story, use_line } from './story.mjs';

const all = (en, ru, kk) => JSON.stringify({ kk, ru, en });
const definition = `service: kz.joint-account
version: 1
code: null
title: ${all('A joint account', 'Общий счёт', 'Ортақ шот')}
agency: kz.mvd
deadline: {working_days: 3, certainty: unverified, source: invented}
fee: {mrp: 0, certainty: unverified, source: invented}
sign_in: yes
result: ${all('A notice', 'Уведомление', 'Хабарлама')}
pages:
  - id: who
    title: ${all('The other person', 'Второй человек', 'Екінші адам')}
    questions:
      - {id: other_iin, kind: iin, title: ${all('Their IIN', 'Его ИИН', 'Оның ЖСН-і')}}
      - {id: purpose, kind: text, max_length: 100, title: ${all('What for', 'Для чего', 'Не үшін')}}
steps:
  - id: consent
    by: signer
    signer: other_iin
    title: ${all('The other person signs', 'Второй человек подписывает', 'Екінші адам қол қояды')}
    within: {calendar_days: 10}
    actions:
      - {id: sign, title: ${all('Sign', 'Подписать', 'Қол қою')}, to: way}
      - {id: decline, title: ${all('Decline', 'Отказаться', 'Бас тарту')}, to: refused}
  - id: way
    by: applicant
    title: ${all('Choose how you get it', 'Выберите, как получить', 'Қалай алатыныңызды таңдаңыз')}
    within: {calendar_days: 5}
    actions:
      - {id: here, title: ${all('Here', 'Здесь', 'Осында')}, to: granted}
      - {id: office, title: ${all('At the office', 'В отделе', 'Бөлімде')}, to: granted}
`;

/** Everything of the repository, and this service beside the others. */
function share_with_it() {
  const share = mkdtempSync(join(tmpdir(), 'qyzmet-share-'));
  for (const part of ['data', 'api', 'web']) symlinkSync(join(root, part), join(share, part));
  cpSync(join(root, 'services'), join(share, 'services'), { recursive: true });
  writeFileSync(join(share, 'services/kz/joint-account.yaml'), definition);
  return share;
}

export async function signing_stories(_browser, { misfit }) {
  const share = share_with_it();
  const server = await start_server(undefined, share);
  const line = await open_line(server.url, misfit);
  const browser = await open_browser();
  use_line(browser, line);
  try {
    await story(
      browser,
      'stories.second_person_signs_what_they_saw_and_the_applicant_chooses',
      { lang: 'ru' },
      (page, _shot, more) => signed(page, more, line.url),
    );
    await story(browser, 'stories.second_person_declines', { lang: 'en' }, (page, _shot, more) =>
      declined(page, more, line.url),
    );
  } finally {
    await browser.close();
    line.close();
    await server.stop();
    rmSync(share, { recursive: true });
  }
}

const has = (page, selector, words) => page.waitForSelector(`${selector}:has-text("${words}")`);

/** Files by the API, and opens the application's page. Gives the number. */
async function file(page, url, purpose) {
  await sign_in(page, url, people.father);
  const value = { service: 'kz.joint-account', answers: { other_iin: people.blind.iin, purpose } };
  const { status, body } = await ask(page, '/api/applications', { method: 'POST', value });
  same(status, 201, `filed: ${JSON.stringify(body)}`);
  await page.goto(`${url}/applications/${encodeURIComponent(body.number)}`);
  return body.number;
}

async function signed(page, { device, shots }, url) {
  await file(page, url, 'на ремонт дома');
  await has(page, 'dl.rows', 'За вторым человеком');
  const theirs = await device({ width: 360 });
  await sign_in(theirs, url, people.blind, '/applications');
  await theirs.click('a[href="/to-sign"]');
  await has(theirs, '.to-sign', people.father.name);
  await has(theirs, '.to-sign .rows', 'на ремонт дома');
  await shots('s0-to-sign', theirs);
  await theirs.click('.to-sign .button');
  await has(theirs, '.note', 'Вы подписали заявление');
  await has(theirs, '.lead', 'Вашей подписи ничего не ждёт');
  await shots('s1-signed', theirs);

  await has(page, '.asked', 'Выберите, как получить');
  await page.click('.asked button.button');
  await has(page, '.asked .error-summary', 'Выберите одно');
  await shots('s2-choose');
  await page.check('#choice-office');
  await page.click('.asked button.button');
  await page.waitForSelector('.decision.granted');
  await page.click('summary:has-text("Что было до сих пор")');
  await has(page, '.history', 'Второй человек подписал');
  expect(!(await page.textContent('.history')).includes(people.blind.name), 'the history does not name who signed');
}

async function declined(page, { device, shots }, url) {
  const number = await file(page, url, 'for a garage');
  const theirs = await device({});
  await sign_in(theirs, url, people.blind, '/to-sign');
  await theirs.click('.to-sign button.link');
  await has(theirs, '.note.late', 'Are you sure?');
  await shots('s3-decline', theirs);
  await theirs.click('.to-sign .button.warn');
  await has(theirs, '.note', `You have declined to sign application ${number}.`);
  await page.waitForSelector('.decision.refused');
  await has(page, '.decision', 'decided by the person who was to sign');
  // Somebody else finds nothing to sign.
  const other = await device({});
  await sign_in(other, url, people.worker, '/to-sign');
  await has(other, '.lead', 'Nothing waits for your signature');
}
