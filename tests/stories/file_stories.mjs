// A file with an answer, of the form or to the office: a line that drops, a page that is opened anew, and who may read
// what was sent.
import { readFileSync } from 'node:fs';
import { accepted, answer_all, link_to, service as address, state_and_send } from './filing.mjs';
import { fill_in } from './newcomer_stories.mjs';
import { paper } from './paper.mjs';
import { ask, people, sign_in, sign_in_staff, staff } from './people.mjs';
import { slow_down } from './slow_line_stories.mjs';
import { expect, same, story } from './story.mjs';

const service = 'kz.large-family-allowance';
const field = '#income_statement';
const piece_bytes = 128 << 10;
const is_piece = ({ method, path }) => method === 'PUT' && path.includes('/pieces/');
const offset_of = ({ path }) => Number(path.split('/').pop());

export async function file_stories(browser, { url, line }) {
  await story(
    browser,
    'stories.file_goes_on_where_a_slow_line_broke',
    { lang: 'kk', width: 360 },
    (page, _shot, more) => goes_on(page, more.shots, url, line),
  );
  await story(browser, 'stories.file_goes_on_after_the_page_was_opened_anew', { lang: 'en' }, (page) =>
    opened_anew(page, url, line),
  );
  await story(browser, 'stories.operator_opens_a_file_and_citizen_sees_it', { lang: 'ru' }, (page, _shot, more) =>
    operator(page, more, url),
  );
  await story(browser, 'stories.a_paper_is_sent_with_the_answer_to_a_question', { lang: 'kk' }, (page, _shot, more) =>
    answered(page, more, url, line),
  );
}

/** The officer asks for a paper; it is sent with the answer, in spite of the line, and lies on the desk. */
async function answered(page, { device, shots }, url, line) {
  const officer = await device({ lang: 'ru' });
  await sign_in_staff(officer, url, staff.officer);
  await sign_in(page, url, people.bank_customer, `/apply/${address}`);
  await answer_all(page, { iin: people.bank_customer.iin });
  await state_and_send(page);
  const number = await accepted(page);
  await page.waitForFunction(() => document.querySelector('main').textContent.includes('маман қарауы керек'));
  await act(officer, number, 'take', {});
  await act(officer, number, 'actions/ask', { reason: 'Табыс туралы анықтаманы жіберіңіз.' });
  await page.waitForSelector('.asked blockquote');
  const shown = '#answer-files';
  await page.setInputFiles(`${shown} input[type=file]`, { ...chosen(1), name: 'а.mp4', mimeType: 'video/mp4' });
  await page.waitForSelector(`${shown} [role=alert]:not(:empty)`);
  await page.setInputFiles(`${shown} input[type=file]`, chosen(2));
  await page.waitForSelector(`${shown} [role=status]:has-text("тексерілді")`);
  await page.setInputFiles(`${shown} input[type=file]`, { ...chosen(3), name: 'артық.pdf' });
  await page.waitForSelector(`${shown} .attached:has-text("артық.pdf") [role=status]:has-text("тексерілді")`);
  await shots('a8-answer-with-files');
  const gone = line.next((one) => one.method === 'DELETE' && one.path.startsWith('/api/files/'));
  await page.click(`${shown} .attached:has-text("артық.pdf") button.link`);
  same((await gone).status, 200, 'what was taken away is gone from the server too');
  await page.reload();
  await page.waitForSelector(`${shown} [role=status]:has-text("тексерілді")`);
  same(await page.locator(`${shown} .attached:has-text("артық.pdf")`).count(), 0, 'and it stays away');
  await page.click('.asked button.button');
  await page.waitForSelector('.talk .files a:has-text("анықтама.pdf")');
  const own = await save(page, '.talk .files a');
  expect(own.bytes.equals(paper(2)), 'the file, byte for byte');
  await shots('a9-answered-with-a-file');
  await write_with_file(page);
  await on_the_desk(officer, number, url);
  await page.goto(`${url}/looks`);
  await page.waitForSelector('.looks li:has-text("сұраққа берген жауабыңызға")');
}

async function write_with_file(page) {
  await page.click('button.link:has-text("Органға жазу")');
  await page.setInputFiles('#message-files input[type=file]', { ...chosen(4), name: 'тағы.pdf' });
  await page.waitForSelector('#message-files [role=status]:has-text("тексерілді")');
  await page.click('form:has(#message) button.button:not(label)');
  await page.waitForSelector('.talk .files a:has-text("тағы.pdf")');
}

async function on_the_desk(officer, number, url) {
  await officer.goto(`${url}/desk/${encodeURIComponent(number)}`);
  await officer.waitForSelector('.talk .files a:has-text("анықтама.pdf")');
  const seen = await save(officer, '.talk .files a:has-text("анықтама.pdf")');
  expect(seen.bytes.equals(paper(2)), 'the same file for the officer');
  same(await officer.locator('.talk .files a').count(), 2, 'that of the message, too');
}

/** An officer's act, as the desk's pages do it. */
async function act(officer, number, what, value) {
  const path = `/api/desk/applications/${encodeURIComponent(number)}/${what}`;
  const { status, body } = await ask(officer, path, { method: 'POST', value });
  same(status, 200, `${what}: ${JSON.stringify(body)}`);
}

const chosen = (size) => ({ name: 'анықтама.pdf', mimeType: 'application/pdf', buffer: paper(size) });

async function begin(page, url, person) {
  await sign_in(page, url, person, `/apply/${service}`);
  await page.waitForSelector('form h1');
  await page.goto(`${url}/apply/${service}/income`);
  await page.waitForSelector(field, { state: 'attached' });
}

async function goes_on(page, shots, url, line) {
  await begin(page, url, people.villager);
  const connection = await slow_down(page, line);
  const before = line.seen.length;
  const two = line.next((one) => is_piece(one) && offset_of(one) === piece_bytes, connection.drop);
  await page.setInputFiles(field, chosen(5 * piece_bytes));
  await page.waitForSelector('progress');
  await two;
  await page.waitForFunction(() => document.querySelector('.field [role=status] .small')?.textContent !== '');
  await shots('55-file-waits');
  await connection.mend();
  await page.waitForSelector('progress', { state: 'detached', timeout: 120_000 });
  await shots('56-file-sent');
  const sent = line.seen.slice(before).filter((one) => is_piece(one) && one.status === 200);
  same(
    sent.map(offset_of).join(),
    [0, 1, 2, 3, 4, 5].map((i) => i * piece_bytes).join(),
    'each piece that was safe was sent once, and went on from there',
  );
}

async function opened_anew(page, url, line) {
  await begin(page, url, people.worker);
  await slow_down(page, line);
  const first = line.next(is_piece);
  await page.setInputFiles(field, chosen(3 * piece_bytes));
  await first;
  const before = line.seen.length;
  await page.reload();
  await page.waitForSelector('text=анықтама.pdf');
  await page.waitForSelector('text=sent and checked', { timeout: 120_000 });
  const after = line.seen.slice(before).filter((one) => is_piece(one) && one.status === 200);
  expect(after.length > 0 && after.every((one) => offset_of(one) > 0), `not from the beginning: ${after.length}`);
  // Taken away, it is gone from the server too.
  const gone = line.next((one) => one.method === 'DELETE' && one.path.startsWith('/api/files/'));
  await page.click('.field button.link');
  same((await gone).status, 200, 'removed');
  await page.waitForFunction(() => !document.querySelector('main').textContent.includes('анықтама.pdf'));
}

async function save(page, selector) {
  const [file] = await Promise.all([page.waitForEvent('download'), page.click(selector)]);
  return { name: file.suggestedFilename(), bytes: readFileSync(await file.path()) };
}

async function operator(page, { device, shots }, url) {
  const his = await device({ width: 360 });
  await sign_in(his, url, people.father, `/apply/${service}/applicant`);
  await fill_in(his, () => undefined);
  await his.click('input#data_processing');
  await his.click('form > button.button');
  const number = await accepted(his);
  await his.click('details.sent-content summary');
  const own = await save(his, '.files a');
  same(own.name, 'income.pdf', 'the name of his file');
  expect(own.bytes.equals(paper()), 'his file, byte for byte');

  await sign_in_staff(page, url, staff.operator);
  await page.waitForSelector(`tbody a${link_to(number)}`);
  await page.click(`tbody a${link_to(number)}`);
  await page.waitForSelector('#help_applicant');
  await page.check('#help_applicant');
  await page.click('form.narrow button.button');
  await page.waitForSelector('.files a');
  await shots('97-staff-file');
  const seen = await save(page, '.files a');
  expect(seen.bytes.equals(paper()), 'the same file for the operator');

  await his.goto(`${url}/looks`);
  await his.waitForSelector('.looks li');
  const lines = await his.locator('.looks li').allTextContents();
  const of_file = lines.map((line) => line.includes('приложенный файл'));
  same(of_file.slice(0, 2).join(), 'true,false', 'the newest lines: the file, and before it the application');
}
