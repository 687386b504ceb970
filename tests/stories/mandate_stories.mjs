// A mother lets her daughter file for her, and takes it back.
import { accepted, answer_all, at_step, link_to, next, service } from './filing.mjs';
import { press } from './keyboard.mjs';
import { applications_of, ask, people, sign_in } from './people.mjs';
import { expect, same, story } from './story.mjs';

const { mother, daughter } = people;
const refused = { kk: 'Сенімхат қайтарып алынды', ru: 'Доверенность отозвана', en: 'The mandate was revoked' };

export async function mandate_stories(browser, { url }) {
  await story(browser, 'stories.daughter_files_for_her_mother', { lang: 'ru' }, (page, _shot, more) =>
    for_her_mother(page, more, url),
  );
}

async function for_her_mother(page, { device, shots }, url) {
  await give(page, shots, url);
  const hers = await device({ width: 360 });
  await sign_in(hers, url, daughter, '/mandates');
  await hers.waitForSelector(`.plain-list strong:has-text("${mother.name}")`);
  await shots('83-mandate-received', hers);

  await own_iin_stands_there(hers, shots, url);
  const number = await file(hers, shots, url);
  same(await refused_after(page, hers, shots, url), refused.ru, 'why it is refused');
  await both_see_it(page, hers, shots, url, number);
}

async function give(page, shots, url) {
  await sign_in(page, url, mother, '/mandates');
  await page.waitForSelector('#iin');
  await page.click('form.narrow > button');
  await page.waitForSelector('.error-summary');
  await shots('80-mandate-errors');
  await page.fill('#iin', daughter.iin);
  await page.check('.choice:has-text("адресных справок") input');
  await page.fill('#days', '7');
  await page.fill('#uses', '2');
  await shots('81-mandate-filled');
  await page.click('form.narrow > button');
  await page.waitForSelector(`.note:has-text("${daughter.name}")`);
  await shots('82-mandate-given');
}

/** Signed in and for herself, she need not type what the state knows; it is kept only once she goes on with it. */
async function own_iin_stands_there(hers, shots, url) {
  await hers.goto(`${url}/apply/${service}`);
  await at_step(hers, 'for');
  await hers.locator('.choice input').first().check();
  await hers.click('form button.button');
  await at_step(hers, 'person');
  await hers.waitForSelector('#iin');
  same(await hers.inputValue('#iin'), daughter.iin, 'her own IIN');
  await shots('84-own-iin', hers);
}

/** Chooses whom it is for, and answers up to the last page. */
async function fill_in_for_mother(hers, url, seen = () => undefined) {
  await hers.goto(`${url}/apply/${service}`);
  await at_step(hers, 'for');
  await hers.check(`.choice:has-text("${mother.name}") input`);
  await seen();
  await hers.click('form button.button');
  await at_step(hers, 'person');
  await hers.waitForSelector('#iin');
  same(await hers.inputValue('#iin'), '', 'nobody’s IIN stands in her mother’s application');
  await answer_all(hers, { iin: mother.iin });
  expect((await hers.textContent('.answers')).includes(mother.name), 'the last page says for whom');
}

async function send(page) {
  await press(page, 'input[type=checkbox]', 'Space');
  await press(page, next);
}

async function file(hers, shots, url) {
  await fill_in_for_mother(hers, url, () => shots('84-for-whom', hers));
  await shots('85-for-mother-check', hers);
  await send(hers);
  return accepted(hers);
}

async function refused_after(page, hers, shots, url) {
  await fill_in_for_mother(hers, url);
  await page.reload();
  await page.click(`.plain-list li:has-text("${daughter.name}") button.link`);
  await shots('86-revoke');
  await page.click('.plain-list .warn');
  await page.waitForSelector('.tag.state.none');
  await shots('87-revoked');
  await send(hers);
  await hers.waitForSelector('.note.late');
  await shots('88-filing-refused', hers);
  same((await applications_of(hers)).length, 1, 'applications after the refusal');
  // Of what she filed before, she sees what was then, and nothing later.
  const [before] = await applications_of(hers);
  expect(Boolean(before.seen_until), 'the list says since when');
  const { status, body } = await ask(hers, '/api/mandates');
  same(`${status} ${body.received[0].state} ${body.received[0].uses_left}`, '200 revoked 1', 'the mandate');
  return (await hers.textContent('.note.late')).includes(refused.ru) ? refused.ru : hers.textContent('.note.late');
}

async function both_see_it(page, hers, shots, url, number) {
  for (const [who, of] of [
    ['mother', page],
    ['daughter', hers],
  ]) {
    await of.goto(`${url}/applications`);
    await of.waitForSelector(`.applications a${link_to(number)}`);
    await shots(`89-${who}-applications`, of);
    await of.click(`.applications a${link_to(number)}`);
    await of.waitForSelector('.ticket-number');
    await of.click('details:has(.history) summary');
    await of.waitForSelector('.history li');
    await shots(`89-${who}-application`, of);
    const said = await of.textContent('main');
    for (const name of [mother.name, daughter.name]) expect(said.includes(name), `${who} sees the name of ${name}`);
  }
  same((await applications_of(page))[0].applicant.you, true, 'it is the mother’s');
  same((await applications_of(hers))[0].applicant.you, false, 'it is not the daughter’s');
}
