// What becomes of an application: its applicant sees each stage as it happens, without asking anybody.
import { execFileSync } from 'node:child_process';
import { accepted, answer_all, service, state_and_send } from './filing.mjs';
import { ask, people, sign_in, sign_in_staff, staff } from './people.mjs';
import { behave } from './registers.mjs';
import { expect, same, story } from './story.mjs';

export async function way_stories(browser, { url, registers }) {
  await story(
    browser,
    'stories.a_silent_register_is_named_and_a_rule_decides_when_it_answers',
    { lang: 'ru' },
    (page, _shot, more) => by_rule(page, more, url, registers),
  );
  await story(
    browser,
    'stories.citizen_is_asked_corrects_and_reads_what_would_change_a_refusal',
    { lang: 'kk' },
    (page, _shot, more) => refused(page, more, url),
  );
}

async function file(page, url, person) {
  await sign_in(page, url, person, `/apply/${service}`);
  await answer_all(page, { iin: person.iin });
  await state_and_send(page);
  return accepted(page);
}

const text = (page, selector) => page.textContent(selector).then((found) => found.replace(/\s+/g, ' '));
const has = (page, selector, words) => page.waitForSelector(`${selector}:has-text("${words}")`);

async function by_rule(page, { shots }, url, registers) {
  await behave(registers, 'kz.persons', 'failing');
  try {
    await file(page, url, people.young_mother);
    await has(page, '.note.wait', 'Реестр не отвечает с');
    await has(page, 'dl.rows', 'ждём ответа из реестра');
    await has(page, '.steps [aria-current=step]', 'Ваш адрес проверяется');
    await shots('a0-register-silent');
  } finally {
    await behave(registers, 'kz.persons', 'healthy');
  }
  await page.waitForSelector('.decision.granted', { timeout: 90_000 });
  await has(page, '.decision', 'решено по правилу');
  await has(page, '.check', 'Свой ИИН: да');
  await page.waitForSelector('a[href*="/document?lang=ru"]');
  await page.waitForSelector('#rating-5');
  await shots('a1-granted-by-rule');
  await page.click('section:has(#rating-title) form .button');
  await page.waitForSelector('.rating >> xpath=.. >> .error');
  await page.check('#rating-5');
  await page.fill('#comment', 'Всё само, за минуту.');
  await page.click('section:has(#rating-title) form .button');
  await has(page, '.note', 'Ваша оценка: 5 из 5');
  await page.click('summary:has-text("Что было до сих пор")');
  await has(page, '.history', 'Реестр ответил');
  await page.click('summary:has-text("На кого ушли рабочие дни")');
  await shots('a2-rated');
  await page.reload();
  await has(page, '.note', 'Ваша оценка: 5 из 5');
  same(await page.locator('#rating-5').count(), 0, 'one rates once');
}

/** An officer's act, as the desk's pages do it. */
async function act(officer, number, what, value) {
  const { status, body } = await ask(officer, `/api/desk/applications/${encodeURIComponent(number)}/${what}`, {
    method: 'POST',
    value,
  });
  same(status, 200, `${what}: ${JSON.stringify(body)}`);
}

async function refused(page, { device, shots }, url) {
  const officer = await device({ lang: 'ru' });
  await sign_in_staff(officer, url, staff.officer);
  const number = await file(page, url, people.bank_customer);
  await has(page, 'dl.rows', 'өтінішті маман қарауы керек');
  await has(page, '.check', 'Тізілімде басқа өңір көрсетілген');
  await act(officer, number, 'take', {});
  await act(officer, number, 'actions/ask', { reason: 'Қай қалада тұрасыз?' });

  await has(page, '.asked blockquote', 'Қай қалада тұрасыз?');
  await shots('a3-asked');
  await page.click('.asked button.button');
  await page.waitForSelector('.asked .error-summary');
  await shots('a4-answer-empty');
  await page.fill('#answer', 'Шымкентте тұрамын.');
  await page.click('.asked button.button');
  await has(page, '[role=status] .note', 'Жауабыңыз жіберілді');
  same(await page.locator('.asked').count(), 0, 'there is nothing to answer any more');

  await act(officer, number, 'actions/ask', { reason: 'Онда өңірді түзетіңіз.' });
  await has(page, '.asked blockquote', 'Онда өңірді түзетіңіз.');
  await correct(page, shots);
  await has(page, '.talk', 'жауаптар түзетілді');
  // Other answers begin anew: the register is asked again, its answer differs again, and an officer takes it again.
  await has(page, 'dl.rows', 'өтінішті маман қарауы керек');
  await act(officer, number, 'take', {});
  await refuse(page, officer, number, shots);
}

/** The document is a file that the page for checking finds genuine, and it says why. */
async function paper_of(page, { reason, title }) {
  same(await page.locator('a[href*="/document?lang"]').count(), 3, 'a file in each language');
  const here = page.url();
  const [file] = await Promise.all([
    page.waitForEvent('download'),
    page.click('a[href*="/document?lang=ru"]'),
  ]);
  const path = await file.path();
  await page.goto(`${new URL(here).origin}/verify/d`);
  await page.waitForFunction(() => document.querySelector('#key')?.value.includes('/documents+'));
  await page.setInputFiles('#file', path);
  await page.waitForSelector('.verdict');
  const found = await text(page, '.result');
  for (const part of [reason, '7-бап', 'шағым бере аласыз', people.bank_customer.name])
    expect(found.includes(part), `the document lacks ${part}: ${found}`);
  expect(execFileSync('pdftotext', ['-layout', path, '-']).toString().includes(title), 'what is on paper');
  await page.goto(here);
  await page.waitForSelector('.decision.refused');
}

async function correct(page, shots) {
  const definition = page.waitForRequest((one) => /\/api\/services\/[^/]+(\/versions\/\d+)?$/.test(one.url()));
  await page.click('.asked a');
  expect(/\/versions\/\d+$/.test((await definition).url()), 'the form of the version that was filed');
  await page.waitForSelector('.answers');
  await page.click('form.narrow .button');
  await page.waitForSelector('.error-summary');
  await shots('a5-correct-nothing');
  await page.click('.answers a[href$="/region"]');
  await page.waitForSelector('form h1');
  await page.locator('input[type=radio]').nth(18).check();
  await page.click('form .button');
  await page.waitForSelector('.answers:has-text("Алматы қаласы")');
  await page.check('input[type=checkbox]');
  await page.fill('#note', 'Өңірді түзеттім.');
  await shots('a6-corrected');
  await page.click('form.narrow .button');
}

async function refuse(page, officer, number, shots) {
  await page.click('button.link:has-text("Органға жазу")');
  await page.fill('#message', 'Тағы не керек?');
  await page.click('form:has(#message) button.button');
  await has(page, '.talk', 'Тағы не керек?');
  await act(officer, number, 'messages', { text: 'Ештеңе керек емес, күтіңіз.' });
  await has(page, '.talk', 'күтіңіз');
  await act(officer, number, 'actions/refuse', {
    reason: 'Тізілімде бұл мекенжай жоқ.',
    remedy: 'Тұрғылықты жеріңізге тіркеліп, қайта өтініш беріңіз.',
    article: '7-бап',
  });
  await page.waitForSelector('.decision.refused');
  const said = await text(page, '.decision');
  for (const part of ['Тізілімде бұл мекенжай жоқ.', 'қайта өтініш беріңіз', '7-бап', 'шешімді маман қабылдады'])
    expect(said.includes(part), `the decision lacks ${part}: ${said}`);
  await has(page, '.tag.state', 'бас тартылды');
  await page.waitForSelector('h2:has-text("Дәлелді бас тарту")');
  same(await page.locator('.ticket-head .shape.late').count(), 1, 'a refusal does not look like a success');
  await shots('a7-refused');
  await paper_of(page, { reason: 'Тізілімде бұл мекенжай жоқ.', title: 'Мотивированный отказ' });
  await page.goto(page.url().replace(/applications\/.*/, 'applications'));
  await has(page, '.applications .tag', 'бас тартылды');
}
