// Somebody who has never been here: their own words, a service, signing in, a long form, a receipt that proves itself.
import { accepted, download, file_name, link_to, receipt_shown } from './filing.mjs';
import { kazakh_iban } from './numbers.mjs';
import { paper } from './paper.mjs';
import { applications_of, children, choose_person, go_by_header, people } from './people.mjs';
import { expect, same, story } from './story.mjs';
import { headings } from './words.mjs';

const service = 'kz.large-family-allowance';
const own_words = { kk: 'төрт балаға ақша', ru: 'деньги на четверых детей', en: 'money for my four kids' };
const on_button = 'form > button.button';

export async function newcomer_stories(browser, { url }) {
  for (const [lang, width] of [
    ['kk', 360],
    ['ru', 1280],
    ['en', 360],
  ]) {
    await story(browser, `stories.newcomer_finds_files_and_proves.${lang}`, { lang, width }, (page, _shot, more) =>
      newcomer(page, more, url, lang),
    );
  }
}

async function newcomer(page, { shots_here: shots, device }, url, lang) {
  await page.goto(url);
  await find_in_own_words(page, shots, lang);
  await sign_in_on_the_way(page, shots);
  await fill_in(page, shots);
  await page.click('input#data_processing');
  await page.click(on_button);
  const number = await accepted(page);
  same(await page.textContent('h1'), headings[lang].accepted, 'the confirmation');
  await receipt_shown(page);
  await shots('47-newcomer-accepted');
  await look_it_up(page, shots, number);
  await prove(page, shots, number, lang);
  await somebody_with_the_paper(page, await device({}), number);
}

async function find_in_own_words(page, shots, lang) {
  await page.waitForSelector('.tiles');
  await shots('40-newcomer-home');
  await page.fill('#search', own_words[lang]);
  await page.waitForSelector(`.results a[href="/services/${service}"]`);
  await page.press('#search', 'Enter');
  await shots('41-newcomer-found');
  await page.waitForSelector(`.results a[href="/services/${service}"]`);
  await page.click(`.results a[href="/services/${service}"]`);
  await page.waitForSelector('.facts');
  await shots('42-newcomer-service');
}

async function sign_in_on_the_way(page, shots) {
  await page.click('.start a');
  await page.waitForSelector('a.button[href^="/sign-in"]');
  await shots('43-newcomer-sign-in-first');
  await page.click('a.button[href^="/sign-in"]');
  await page.waitForSelector('.demo-people');
  await shots('44-newcomer-sign-in');
  await choose_person(page, people.father);
  await page.waitForURL(`**/apply/${service}/applicant`);
}

/** From the first question, where somebody who is signed in stands, to the page where the answers are checked. */
export async function fill_in(page, shots) {
  const next = (step) => Promise.all([page.waitForURL(`**/apply/${service}/${step}`), page.click(on_button)]);
  await page.fill('#applicant_iin', people.father.iin);
  await next('children');
  await fill_children(page, shots);
  await next('account');
  await page.fill('#iban', kazakh_iban('125KZT5004100100'));
  await next('address');
  await page.selectOption('select#address', { index: 3 });
  await page.fill('#address-text', 'Астана, Абай даңғылы, 10-үй, 25-пәтер');
  await shots('45-newcomer-address');
  await next('income');
  await attach(page, shots);
  await next('check');
  await page.waitForSelector('.answers');
  const answers = await page.textContent('.answers');
  for (const child of children.slice(0, 4)) expect(answers.includes(child.name), `${child.name} among the answers`);
  expect(!answers.includes(children[4].name), 'a child taken away is gone');
  expect(answers.includes('income.pdf') && !answers.includes('income.exe'), 'the file that fits, and no other');
  await shots('46-newcomer-check');
}

/** A file of the wrong type, or one that only has the right ending, is refused and not kept; the right one is. */
async function attach(page, shots) {
  const choose = (name, mimeType, buffer = paper()) =>
    page.setInputFiles('#income_statement', { name, mimeType, buffer });
  const refused = () => page.waitForFunction(() => document.querySelector('form .error[role=alert]')?.textContent);
  await choose('income.exe', 'application/x-msdownload');
  await refused();
  await shots('45-newcomer-file-refused');
  await choose('invented.pdf', 'application/pdf', Buffer.from('MZ: a program under the name of a paper'));
  await refused();
  await page.waitForFunction(() => !document.querySelector('form').textContent.includes('invented.pdf'));
  await shots('45-newcomer-file-is-none');
  await choose('income.pdf', 'application/pdf');
  await page.waitForSelector('form .with-shape:has-text("income.pdf")');
  await page.waitForSelector('form progress', { state: 'detached' });
  same(await page.textContent('form .error[role=alert]'), '', 'the error goes with the right file');
}

async function fill_child(page, i) {
  await page.fill(`[id="children.${i}.iin"]`, children[i].iin);
  await page.fill(`[id="children.${i}.name"]`, children[i].name);
  await page.check(`[name="children.${i}.full_time_student"][value="${children[i].student}"]`);
}

/** Four stand there from the beginning; a fifth is added and taken away again. */
async function fill_children(page, shots) {
  await page.waitForSelector('fieldset.item');
  same(await page.locator('fieldset.item').count(), 4, 'children asked for');
  for (let i = 0; i < 4; ++i) await fill_child(page, i);
  await page.click('form button.plain');
  await page.waitForSelector('[id="children.4.iin"]');
  await page.waitForFunction(() => document.activeElement?.id === 'children.4');
  await fill_child(page, 4);
  await shots('45-newcomer-children');
  await page.click('fieldset.item:nth-of-type(5) button.link');
  await page.waitForFunction(() => document.querySelectorAll('fieldset.item').length === 4);
}

async function look_it_up(page, shots, number) {
  await go_by_header(page, '/applications');
  await page.waitForSelector(`.applications a${link_to(number)}`);
  await shots('48-newcomer-applications');
  await page.click(`.applications a${link_to(number)}`);
  await receipt_shown(page);
  await page.waitForSelector('figure.qr');
  await page.click('details:has(.history) summary');
  await page.waitForSelector('.history li');
  await shots('49-newcomer-receipt');
  same((await applications_of(page)).filter((one) => one.number === number).length, 1, 'in the list of the server');
}

async function prove(page, shots, number, lang) {
  await page.click('details.sent-content summary');
  await page.waitForSelector('a[download$=".filed.json"]');
  const filed = await download(page, 'a[download$=".filed.json"]');
  same(filed.name, file_name(number, 'filed'), 'the name of the file');
  await page.click('a.verify-now');
  await page.waitForFunction(() => document.querySelector('#key')?.value !== '');
  await page.setInputFiles('#content-file', filed.path);
  await page.click('form.verify > button');
  await page.waitForSelector('.verdict.proven');
  same((await page.textContent('.verdict')).includes(headings[lang].proven), true, 'the verdict');
  same(await page.locator('.chain .proven').count(), 6, 'links proven');
  await shots('50-newcomer-proven');
}

/** The code printed on a receipt leads whoever holds it to a page that says at least what to do next. */
async function somebody_with_the_paper(page, other, number) {
  const printed = `/verify?number=${encodeURIComponent(number)}`;
  await other.goto(new URL(printed, page.url()).href);
  await other.waitForFunction(() => document.querySelector('#key')?.value !== '');
  await other.waitForLoadState('networkidle');
  const filled = (await other.inputValue('#receipt')) !== '';
  const said = await other.locator('main .note, main [role=alert], main [role=status]').allTextContents();
  expect(filled || said.join('').trim() !== '', 'the code on paper leads to an empty page that says nothing');
}
