// Somebody files an application, in each language, on a telephone and on a desk, without a mouse.
import { date, headings } from './words.mjs';
import {
  accepted,
  answer_all,
  at_step,
  begin,
  download,
  file_name,
  iin,
  iin_without_birthday,
  keyboard,
  next,
  receipt_shown,
  service,
  state_and_send,
} from './filing.mjs';
import { choose, focused, press, tab_to, type } from './keyboard.mjs';
import { verify_by_program } from './server.mjs';
import { expect, same, story } from './story.mjs';

export async function filing_stories(browser, { url }) {
  for (const [lang, width] of [
    ['kk', 1280],
    ['ru', 360],
    ['en', 1280],
  ]) {
    await story(browser, `stories.file_by_keyboard.${lang}`, { lang, width }, (page, _shot, more) =>
      file_and_verify(page, more.shots_here, url, lang),
    );
  }
  await story(browser, 'stories.going_back_keeps_answers', { width: 360 }, (page) => go_back(page, url));
  await story(browser, 'stories.change_link_keeps_answers', {}, (page) => change_one(page, url));
  await story(browser, 'stories.switching_language_keeps_everything', {}, (page) => switch_language(page, url));
  await story(browser, 'stories.reload_keeps_answers', { width: 360 }, (page) => reload(page, url));
  await story(browser, 'stories.unfinished_answers_are_offered_not_shown', {}, (page, shot) => resume(page, shot, url));
  await story(browser, 'stories.answers_can_be_removed_from_the_device', {}, (page, shot) => remove(page, shot, url));
  await story(
    browser,
    'stories.faults_found_by_the_server_lead_to_their_question',
    { lang: 'kk', width: 360 },
    (page, shot) => server_fault(page, shot, url),
  );
  await story(browser, 'stories.optional_question_can_be_left_out', {}, (page) => leave_out(page, url));
  await story(browser, 'stories.back_after_filing_shows_no_answers', {}, (page) => back_after_filing(page, url));
}

async function file_and_verify(page, shot, url, lang) {
  await page.goto(url);
  await page.waitForSelector('.card');
  same(await page.getAttribute('html', 'lang'), lang, 'the language of the page');
  await shot('01-home');
  await tab_to(page, '.skip');
  await page.keyboard.press('Enter');
  same(await page.evaluate(() => document.activeElement?.id), 'main', 'where the skip link leads');
  await press(page, `.card a[href="/services/${service}"]`);
  await page.waitForSelector('.facts');
  expect(
    await page.evaluate(() => document.activeElement?.tagName === 'H1'),
    'the heading of the next page takes the focus',
  );
  expect((await page.title()).endsWith(' – Qyzmet'), 'the window is named after the page');
  await shot('02-service');
  await press(page, '.start a');
  await at_step(page, 'person');
  same(await focused(page), headings[lang].iin, 'the question that a screen reader reads');
  await shot('03-question');
  await press(page, next);
  await page.waitForSelector('.error-summary');
  expect(
    await page.evaluate(() => document.activeElement?.classList.contains('error-summary')),
    'the error summary takes the focus',
  );
  await shot('04-question-error');
  await press(page, '.error-summary a');
  same(await page.evaluate(() => document.activeElement?.id), 'iin', 'where the error leads');
  await answer_all(page, { hands: keyboard, seen: (step) => (step === 'person' ? undefined : shot(`05-${step}`)) });
  await shot('06-check');
  await press(page, next);
  await page.waitForSelector('.error-summary');
  await shot('07-check-error');
  await state_and_send(page, keyboard);
  const number = await accepted(page);
  same(await focused(page), headings[lang].accepted, 'what a screen reader reads at the end');
  await shot('08-accepted');
  await receipt_shown(page);
  await shot('09-receipt');
  await page.emulateMedia({ media: 'print' });
  await shot('10-print');
  await page.emulateMedia({ media: 'screen' });
  expect((await page.textContent('.rows')).includes(date(lang)), `the date as people write it (${date(lang)})`);
  await verify_here_and_there(page, shot, lang, number);
}

async function verify_here_and_there(page, shot, lang, number) {
  const receipt = await download(page, 'a[download$=".receipt.json"]');
  const filed = await download(page, 'a[download$=".filed.json"]');
  same(receipt.name, file_name(number, 'receipt'), 'the name of the file');
  await press(page, 'a[href="/verify"].verify-now');
  await page.waitForSelector('form.verify');
  const key = await page.inputValue('#key');
  await page.setInputFiles('#content-file', filed.path);
  await page.waitForSelector('.with-shape:has-text(".filed.json"), .with-shape');
  await shot('11-verify');
  await press(page, 'form.verify > button');
  await page.waitForSelector('.verdict.proven');
  same(await focused(page).then((text) => text.startsWith(headings[lang].proven)), true, 'the verdict takes the focus');
  same(await page.locator('.chain .proven').count(), 6, 'links proven');
  await shot('12-proven');
  const said = await verify_by_program(receipt.path, key, filed.path);
  same(said.code, 0, `qyzmet verify (${said.text})`);
}

async function go_back(page, url) {
  await begin(page, url);
  await type(page, '#iin', iin);
  await press(page, next);
  await choose(page, 3);
  await press(page, next);
  await at_step(page, 'settlement');
  await page.goBack();
  await at_step(page, 'region');
  same(await page.locator('input:checked').count(), 1, 'the answer given before');
  await press(page, 'a.back');
  await at_step(page, 'person');
  same(await page.inputValue('#iin'), iin, 'the first answer');
}

async function change_one(page, url) {
  await begin(page, url);
  await answer_all(page);
  const before = await page.locator('.answer').allTextContents();
  await press(page, `a[href="/apply/${service}/settlement?change"]`);
  await at_step(page, 'settlement');
  await type(page, '#settlement', 'Көкшетау');
  await press(page, next);
  await at_step(page, 'check');
  await page.waitForSelector('.answers');
  const after = await page.locator('.answer').allTextContents();
  same(after.join('|'), before.join('|').replace('|Астана|', '|Көкшетау|'), 'the answers');
}

async function switch_language(page, url) {
  await begin(page, url);
  await type(page, '#iin', iin.slice(0, 7));
  for (const lang of ['kk', 'en', 'ru']) {
    await press(page, `.langs button[lang=${lang}]`);
    await page.waitForSelector(`html[lang=${lang}]`);
    same(await page.inputValue('#iin'), iin.slice(0, 7), `half an answer, now in ${lang}`);
    same(await page.textContent('h1 label'), headings[lang].iin, 'the question');
    expect((await page.title()).startsWith(headings[lang].iin), 'the title of the window');
    const cookies = await page.context().cookies();
    same(cookies.find((cookie) => cookie.name === 'lang')?.value, lang, 'the cookie that tells the server');
  }
  await press(page, '.langs button[lang=kk]');
  await page.reload();
  await page.waitForSelector('html[lang=kk] #iin');
}

async function reload(page, url) {
  await begin(page, url);
  await type(page, '#iin', iin);
  await press(page, next);
  await choose(page, 3);
  await press(page, next);
  await type(page, '#settlement', 'Аста');
  await page.reload();
  await page.waitForSelector('#settlement');
  same(await page.inputValue('#settlement'), 'Аста', 'half an answer');
  await press(page, 'a.back');
  await page.waitForSelector('input[type=radio]');
  same(await page.locator('input:checked').count(), 1, 'the answer before it');
}

async function resume(page, shot, url) {
  await begin(page, url);
  await type(page, '#iin', iin);
  await page.goto(`${url}/apply/${service}`);
  await page.waitForSelector('h1');
  await page.waitForSelector('.actions button');
  expect(!(await page.content()).includes(iin), 'somebody else sees no answer before choosing');
  await shot('13-resume');
  await press(page, '.actions .plain');
  await at_step(page, 'person');
  same(await page.inputValue('#iin'), '', 'a fresh start');
}

async function remove(page, shot, url) {
  await begin(page, url);
  await type(page, '#iin', iin);
  await press(page, '.saved button.link');
  await page.waitForSelector('.saved .warn');
  await shot('14-remove');
  await press(page, '.saved .plain');
  same(await page.inputValue('#iin'), iin, 'kept after all');
  await press(page, '.saved button.link');
  await press(page, '.saved .warn');
  await page.waitForURL(`**/services/${service}?removed`);
  await page.waitForSelector('.note[role=status]');
  await shot('15-removed');
  const left = await page.evaluate(() => JSON.stringify({ ...localStorage, ...sessionStorage }));
  expect(!left.includes(iin), `something was left on the device: ${left}`);
}

async function server_fault(page, shot, url) {
  await begin(page, url);
  await answer_all(page, { iin: iin_without_birthday, phone: '12' });
  await state_and_send(page);
  await page.waitForSelector('.error-summary');
  same(await page.locator('.error-summary li').count(), 2, 'faults');
  await shot('16-server-faults');
  await press(page, `.error-summary a[href*="/person"]`);
  await at_step(page, 'person');
  await page.waitForSelector('#iin-error');
  same(await page.inputValue('#iin'), iin_without_birthday, 'the answer, still there');
  await type(page, '#iin', iin);
  await press(page, next);
  await press(page, `.answers a[href*="/phone"]`);
  await page.waitForSelector('#phone-error');
  await type(page, '#phone', '8 701 123 45 67');
  await press(page, next);
  await state_and_send(page);
  await accepted(page);
}

async function leave_out(page, url) {
  await begin(page, url);
  await answer_all(page, { phone: null });
  await state_and_send(page);
  await accepted(page);
}

async function back_after_filing(page, url) {
  await begin(page, url);
  await answer_all(page);
  await state_and_send(page);
  await accepted(page);
  await page.goBack();
  await page.waitForSelector('h1');
  expect(!(await page.content()).includes(iin), 'the answers are gone from the device');
}
