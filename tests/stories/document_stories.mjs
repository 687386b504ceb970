// Whoever is handed a document: by its file, by its code on paper, changed, revoked, out of date, without a connection.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { open_line } from './line.mjs';
import { program, start_server, verify_by_program } from './server.mjs';
import { expect, same, story, use_line } from './story.mjs';

export async function document_stories(browser, { line: shared, misfit }) {
  const ground = make_ground();
  const server = await start_server(join(ground, 'data'));
  const line = await open_line(server.url, misfit);
  use_line(browser, line);
  try {
    const tell = (name, options, told) =>
      story(browser, `stories.document.${name}`, options, (page, _shot, more) => told(page, more, line.url, ground));
    await tell('genuine', { lang: 'ru' }, genuine);
    await tell('changed_byte', { lang: 'kk', width: 360 }, changed);
    await tell('revoked_and_expired', { lang: 'en' }, revoked_and_expired);
    await tell('scanned_code', { lang: 'ru', width: 360 }, scanned);
    await tell('no_connection', { lang: 'kk' }, no_connection);
  } finally {
    line.close();
    await server.stop();
    use_line(browser, shared);
    rmSync(ground, { recursive: true, force: true });
  }
}

/** Data with issued documents, made by the tests' own program beside the server's: nobody decides online yet. */
function make_ground() {
  const folder = mkdtempSync(join(tmpdir(), 'qyzmet-documents-'));
  const tests = join(dirname(process.env.QYZMET_CHECK ?? program()), 'app_tests');
  execFileSync(tests, ['--gtest_filter=DocumentFiles.GroundForStories'], {
    env: { ...process.env, QYZMET_STORY_GROUND: folder },
    stdio: 'pipe',
  });
  return folder;
}

async function check(page, url, file) {
  await page.goto(`${url}/verify/d`);
  await page.waitForFunction(() => document.querySelector('#key')?.value.includes('/documents+'));
  await page.setInputFiles('#file', file);
  await page.waitForSelector('.verdict');
  return page.textContent('.verdict');
}

const number_of = (text) => Number(text.replace(/\s/g, ''));

async function genuine(page, { shots }, url, ground) {
  const file = join(ground, 'valid.pdf');
  const said = await check(page, url, file);
  expect(said.includes('Документ подлинный и действует'), said);
  const shown = await page.textContent('.result');
  for (const part of ['Айгерім Ахметова', '900315400007', 'Адресная справка', 'Абай даңғылы', 'Образец']) {
    expect(shown.includes(part), `${part} in ${shown}`);
  }
  await shots('120-document-genuine');
  const key = await page.inputValue('#key');
  same((await verify_by_program(file, key)).code, 0, 'qyzmet verify agrees');
}

async function changed(page, { shots }, url, ground) {
  const bytes = readFileSync(join(ground, 'valid.pdf'));
  bytes[1500] ^= 1;
  const file = join(ground, 'changed.pdf');
  writeFileSync(file, bytes);
  const said = await check(page, url, file);
  expect(said.includes('Бұл файлға сенуге болмайды'), said);
  const [from, to] = said.match(/(\d[\d\s]*) және (\d[\d\s]*) аралығындағы/).slice(1).map(number_of);
  expect(from <= 1501 && 1501 <= to, `byte 1501 in ${from}-${to}`);
  expect((await page.textContent('.result')).includes('Шынымен не берілген'), 'what was issued is still shown');
  await shots('121-document-changed');
  const program_said = await verify_by_program(file, await page.inputValue('#key'));
  expect(program_said.code !== 0 && /NOT PROVEN/.test(program_said.text), 'qyzmet verify agrees');

  writeFileSync(file, readFileSync(join(ground, 'valid.pdf')).subarray(0, -100));
  expect((await check(page, url, file)).includes('100 байт жетіспейді'), 'a cut file');
  writeFileSync(file, '%PDF-1.7 something else');
  expect((await check(page, url, file)).includes('біздің қолтаңба жоқ'), 'a file of others');
}

async function revoked_and_expired(page, { shots }, url, ground) {
  const said = await check(page, url, join(ground, 'revoked.pdf'));
  expect(said.includes('The document was revoked') && said.includes('what it says is no longer so'), said);
  await shots('122-document-revoked');
  const over = await check(page, url, join(ground, 'expired.pdf'));
  expect(over.includes('its time is over') && over.includes('31\u00a0December 2025'), over);
}

async function scanned(page, { shots }, url, ground) {
  const [number, word] = readFileSync(join(ground, 'word.txt'), 'utf8').trim().split('\n');
  await page.goto(`${url}/verify/d/${encodeURIComponent(number)}#${word}`);
  await page.waitForSelector('.verdict');
  const shown = await page.textContent('.result');
  expect(shown.includes('А••• А•••') && shown.includes('••••••••0007'), shown);
  expect(!shown.includes('Айгерім'), 'the name stays hidden');
  await shots('123-document-by-code');

  await page.fill('#word', '');
  await page.click('form button');
  await page.waitForFunction(() => !document.querySelector('.result')?.textContent.includes('••••') ?? false);
  await page.waitForSelector('.verdict');
  expect((await page.textContent('.verdict')).includes('выдан и действует'), 'the number alone');
  await page.fill('#word', '0000-0000-0000-0000');
  await page.click('form button');
  await page.waitForSelector('.verdict.broken');
  await page.fill('#number', 'nothing');
  await page.click('form button');
  await page.waitForSelector('.error-summary');
  await shots('124-document-number-wrong');
}

async function no_connection(page, { shots_here }, url, ground) {
  await page.goto(`${url}/verify/d`);
  await page.waitForFunction(() => document.querySelector('#key')?.value.includes('/documents+'));
  await page.evaluate(() => navigator.serviceWorker.ready.then(() => undefined));
  await page.context().setOffline(true);
  await page.setInputFiles('#file', join(ground, 'valid.pdf'));
  await page.waitForSelector('.verdict.unable');
  const said = await page.textContent('.verdict');
  expect(said.includes('Файл түпнұсқа'), said);
  await shots_here('125-document-no-connection');
  await page.context().setOffline(false);
}
