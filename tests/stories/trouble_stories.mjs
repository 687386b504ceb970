// Connections that break, servers that are down, receipts that were forged.
import { readFileSync, writeFileSync } from 'node:fs';
import {
  accepted,
  answer_all,
  at_step,
  begin,
  download,
  next,
  receipt_shown,
  service,
  state_and_send,
} from './filing.mjs';
import { press, type } from './keyboard.mjs';
import { verify_by_program } from './server.mjs';
import { expect, same, story } from './story.mjs';

const filing_route = '**/api/applications';

export async function trouble_stories(browser, { url, line }) {
  await story(browser, 'stories.lost_answer_then_filed_exactly_once', { width: 360 }, (page, shot) =>
    lost_answer(page, shot, url),
  );
  await story(browser, 'stories.lost_request_then_filed_exactly_once', {}, (page) => lost_request(page, url));
  await story(browser, 'stories.lost_answer_survives_a_reload', {}, (page) => lost_then_reload(page, url));
  await story(browser, 'stories.changed_after_a_lost_answer_is_still_one', {}, (page, shot) =>
    lost_then_changed(page, shot, url),
  );
  await story(browser, 'stories.busy_server_is_said_and_repeated', { lang: 'en' }, (page, shot) =>
    busy(page, shot, url),
  );
  await story(browser, 'stories.receipt_forgeries_name_the_broken_link', { lang: 'en' }, (page, shot) =>
    forgeries(page, shot, url),
  );
  await story(browser, 'stories.receipt_is_verified_without_a_connection', { lang: 'kk' }, (page, shot) =>
    offline(page, shot, url),
  );
  await story(browser, 'stories.verify_asks_for_what_is_missing', { width: 360 }, (page, shot) =>
    verify_empty(page, shot, url),
  );
  await story(browser, 'stories.application_is_found_by_its_number', { lang: 'kk', width: 360 }, (page, shot) =>
    by_number(page, shot, url),
  );
  await story(browser, 'stories.unknown_page_says_so', {}, (page, shot) => not_found(page, shot, url));
  await story(browser, 'stories.server_down_is_said_and_asked_again', { lang: 'kk', width: 360 }, (page, shot) =>
    server_down(page, shot, url, line),
  );
}

/** The server takes what was filed; its answer never comes. Gives how often that happened. */
async function lose_answers(page) {
  const lost = { times: 0, numbers: [] };
  await page.route(filing_route, async (route) => {
    const reply = await route.fetch();
    lost.numbers.push((await reply.json()).number);
    ++lost.times;
    await route.abort('connectionreset');
  });
  return lost;
}

async function lost_answer(page, shot, url) {
  await begin(page, url);
  await answer_all(page);
  const lost = await lose_answers(page);
  await state_and_send(page);
  await page.waitForSelector('.note.wait');
  await shot('20-unknown');
  await press(page, next);
  await page.waitForFunction(() => document.querySelector('.sending')?.textContent === '');
  same(lost.times, 2, 'sendings');
  await page.unroute(filing_route);
  await press(page, next);
  const number = await accepted(page);
  same([...new Set([...lost.numbers, number])].length, 1, `applications made (${lost.numbers}, ${number})`);
}

async function lost_request(page, url) {
  await begin(page, url);
  await answer_all(page);
  await page.context().setOffline(true);
  await page.waitForSelector('.strip.offline');
  await state_and_send(page);
  await page.waitForSelector('.note.wait');
  // It goes by itself.
  await page.context().setOffline(false);
  await accepted(page);
}

async function lost_then_reload(page, url) {
  await begin(page, url);
  await answer_all(page);
  const lost = await lose_answers(page);
  await state_and_send(page);
  await page.waitForSelector('.note.wait');
  await page.unroute(filing_route);
  await page.reload();
  same(await accepted(page), lost.numbers[0], 'the application');
}

async function lost_then_changed(page, shot, url) {
  await begin(page, url);
  await answer_all(page);
  const lost = await lose_answers(page);
  await state_and_send(page);
  await page.waitForSelector('.note.wait');
  await page.unroute(filing_route);
  await press(page, `a[href="/apply/${service}/settlement?change"]`);
  await type(page, '#settlement', 'Көкшетау');
  await press(page, next);
  await at_step(page, 'check');
  await state_and_send(page);
  same(await accepted(page), lost.numbers[0], 'the application');
  await page.waitForSelector('.note.wait');
  await shot('21-earlier');
  const filed = await download(page, 'a[download$=".filed.json"]');
  expect(filed.text.includes('Астана') && !filed.text.includes('Көкшетау'), 'what can be saved is what was accepted');
}

async function busy(page, shot, url) {
  await begin(page, url);
  await answer_all(page);
  await page.route(filing_route, (route) =>
    route.fulfill({
      status: 503,
      headers: { 'Retry-After': '1' },
      contentType: 'application/problem+json',
      body: '{"type":"/problems/db.queue_full","title":"","status":503}',
    }),
  );
  await state_and_send(page);
  await page.waitForSelector('.note.wait');
  await shot('22-busy');
  await page.unroute(filing_route);
  await press(page, next);
  await accepted(page);
}

async function file_and_fetch(page, url) {
  await begin(page, url);
  await answer_all(page);
  await state_and_send(page);
  await accepted(page);
  await receipt_shown(page);
  const receipt = await download(page, 'a[download$=".receipt.json"]');
  const filed = await download(page, 'a[download$=".filed.json"]');
  return { receipt, filed };
}

async function verdict(page, receipt, key) {
  await page.fill('#receipt', receipt);
  if (key !== undefined) await page.fill('#key', key);
  await press(page, 'form.verify > button');
  await page.waitForSelector('.verdict');
  return page.locator('.chain .broken strong').allTextContents();
}

async function forgeries(page, shot, url) {
  const { receipt, filed } = await file_and_fetch(page, url);
  await page.goto(`${url}/verify`);
  await page.waitForFunction(() => document.querySelector('#key')?.value !== '');
  const key = await page.inputValue('#key');
  same((await verdict(page, receipt.text)).length, 0, 'broken links of the true receipt');

  const forge = (change) => {
    const copy = JSON.parse(receipt.text);
    change(copy);
    return JSON.stringify(copy);
  };
  const place = 'The event stands in the log';
  const signature = 'The log’s state is signed';
  const cases = [
    ['another time', forge((r) => (r.event.facts = r.event.facts.replace(/"at":"20../, '"at":"1999'))), place],
    ['another content', forge((r) => (r.event.personal = r.event.personal.replace(/[0-9a-f]{8}/, '00000000'))), place],
    ['another salt', forge((r) => (r.event.salt_1 = r.event.salt_2)), place],
    ['another index', forge((r) => ++r.event.index), 'The event and its proof belong together'],
    [
      'a log that is larger',
      forge((r) => (r.proof = r.proof.replace(/(\n\n[^\n]+\n)(\d+)/, (_, head, size) => `${head}${Number(size) + 1}`))),
      signature,
    ],
    ['no receipt', '{"format":"qyzmet-receipt@v1"}', 'The receipt is complete'],
  ];
  for (const [what, text, link] of cases) {
    const broken = await verdict(page, text);
    expect(broken.includes(link), `${what}: ${JSON.stringify(broken)} instead of ${link}`);
    same(await page.locator('.verdict.broken').count(), 1, `${what}: the verdict`);
  }
  await verdict(page, cases[0][1]);
  await shot('23-forged');
  const said = await verify_by_program(write(receipt.path, cases[0][1]), key);
  same(said.code, 1, `qyzmet verify of a forged receipt (${said.text})`);

  await page.setInputFiles('#content-file', {
    name: 'other.json',
    mimeType: 'application/json',
    buffer: Buffer.from(readFileSync(filed.path, 'utf8').replace('Астана', 'Алматы')),
  });
  const broken = await verdict(page, receipt.text);
  same(broken.join(), 'The content is what was filed', 'another file');
  await verdict(page, receipt.text, key.slice(0, -5));
  await shot('24-wrong-key');
}

function write(path, text) {
  const other = `${path}.forged`;
  writeFileSync(other, text);
  return other;
}

async function offline(page, shot, url) {
  const { receipt, filed } = await file_and_fetch(page, url);
  await page.goto(`${url}/verify`);
  await page.waitForFunction(() => document.querySelector('#key')?.value !== '');
  // The words of the other languages come once the first page stands.
  await page.waitForLoadState('networkidle');
  await page.waitForTimeout(2000);
  await page.context().setOffline(true);
  await page.waitForSelector('.strip.offline');
  await press(page, '.langs button[lang=en]');
  await page.waitForSelector('html[lang=en]');
  await page.setInputFiles('#receipt-file', receipt.path);
  await page.setInputFiles('#content-file', filed.path);
  await press(page, 'form.verify > button');
  await page.waitForSelector('.verdict.proven');
  same(await page.locator('.chain .proven').count(), 6, 'links proven');
  await shot('25-offline');
}

async function verify_empty(page, shot, url) {
  await page.goto(`${url}/verify`);
  await page.waitForFunction(() => document.querySelector('#key')?.value !== '');
  await page.fill('#key', '');
  await press(page, 'form.verify > button');
  await page.waitForSelector('.error-summary');
  same(await page.locator('.error-summary li').count(), 2, 'faults');
  await shot('26-verify-empty');
}

async function by_number(page, shot, url) {
  await begin(page, url);
  await answer_all(page);
  await state_and_send(page);
  const number = await accepted(page);
  await page.evaluate(() => sessionStorage.clear());
  await page.goto(url);
  const typo = `${number.slice(0, -1)}${number.endsWith('0') ? '1' : '0'}`;
  for (const wrong of ['', '123', typo]) {
    await type(page, '#number', wrong === '' ? ' ' : wrong);
    await press(page, '#number + button, .panel form button');
    await page.waitForSelector('#number[aria-invalid=true]');
  }
  await shot('27-number-error');
  await type(page, '#number', number.toLowerCase().replace(/-/g, ' '));
  await press(page, '.panel form button');
  await page.waitForSelector('.ticket');
  expect((await page.textContent('h1')).length > 0, 'a heading');
  await receipt_shown(page);
  await shot('28-status');
  await page.goto(`${url}/applications/01Y4-CVAK-G00C-8X`);
  await page.waitForSelector('.number-small');
  await shot('29-no-such-number');
}

async function not_found(page, shot, url) {
  const no_service = ['/services/kz.nothing', '/apply/kz.nothing', '/apply/kz.nothing/check'];
  for (const path of ['/nothing', ...no_service, `/apply/${service}/nothing`]) {
    await page.goto(url + path);
    await page.waitForSelector('main a.button[href="/"]');
    same(await page.locator('main button').count(), 0, `${path} offers to try again`);
    const said = await page.textContent('h1');
    same(said === 'Такой услуги нет', no_service.includes(path), `${path} says “${said}”`);
  }
  await shot('30-not-found');
  await page.goto(`${url}${no_service[0]}`);
  await page.waitForSelector('main a.button[href="/"]');
  await shot('301-no-such-service');
}

async function server_down(page, shot, url, line) {
  line.cut('/api');
  await page.goto(url);
  await page.waitForSelector('.note.late');
  await shot('31-home-down');
  await page.goto(`${url}/services/${service}`);
  await page.waitForSelector('main button.button');
  await shot('32-service-down');
  line.cut(null);
  await press(page, 'main button.button');
  await page.waitForSelector('.facts');
}
