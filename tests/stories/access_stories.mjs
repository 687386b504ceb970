// Where somebody is signed in, and the programs that act for them: seen, given, used and taken back on one page.
import { service } from './filing.mjs';
import { ask, people, sign_in, sign_in_staff, staff } from './people.mjs';
import { expect, same, story } from './story.mjs';

const customer = people.mother;
const { administrator } = staff;
const own_password = 'a password of my own';
const reference = 'customer-42';
const answers = {
  iin: customer.iin,
  region: '750000000',
  settlement: 'Алматы',
  address: 'Абай даңғылы, 10',
  purpose: 'bank',
  certificate_language: 'kk',
  data_are_right: true,
};

export async function access_stories(browser, { url }) {
  await story(browser, 'stories.citizen_signs_out_a_forgotten_device', { lang: 'ru' }, (page, _shot, more) =>
    forgotten_device(page, more, url),
  );
  await story(browser, 'stories.bank_files_with_consent_until_it_is_taken_back', { lang: 'kk' }, (page, _shot, more) =>
    bank(page, more, url),
  );
  await story(browser, 'stories.staff_change_their_password', { lang: 'en' }, (page, _shot, more) =>
    password(page, more, url),
  );
}

async function forgotten_device(page, { device, shots }, url) {
  const forgotten = await device({ width: 360 });
  await sign_in(forgotten, url, customer);
  const third = await device({ width: 360 });
  await sign_in(third, url, customer);
  await sign_in(page, url, customer, '/access');
  await page.waitForSelector('.sessions li:nth-child(3)');
  expect((await page.textContent('.sessions')).includes('Chrome, Linux'), 'the device is named');
  same(await page.locator('.sessions .tag').count(), 1, 'one of them is this one');
  await shots('130-access-sessions');
  await page.click('.sessions li:nth-child(3) button.link');
  await page.waitForSelector('.sessions:not(:has(li:nth-child(3)))');
  same((await ask(forgotten, '/api/sessions')).status, 401, 'the forgotten device');
  same((await ask(third, '/api/sessions')).status, 200, 'the other one');
  await sign_in(forgotten, url, customer);
  await page.reload();
  await page.waitForSelector('.sessions li:nth-child(3)');
  await page.click('.sessions ~ p .button');
  await page.waitForSelector('.note:has-text("2 устройствах")');
  await shots('131-access-signed-out-elsewhere');
  for (const other of [forgotten, third]) same((await ask(other, '/api/sessions')).status, 401, 'signed out');
  same((await ask(page, '/api/sessions')).status, 200, 'this one stays');
}

/** What the bank's program asks, with its own credentials: no browser, no cookie. */
function program(url, token, consent) {
  return async (method, path, value) => {
    const headers = { Authorization: `Bearer ${token}`, 'Idempotency-Key': crypto.randomUUID() };
    if (consent) headers['On-Behalf-Of'] = consent;
    if (value) headers['Content-Type'] = 'application/json';
    const reply = await fetch(url + path, { method, headers, body: value && JSON.stringify(value) });
    return { status: reply.status, body: await reply.json() };
  };
}

async function token_of(url, client) {
  const scopes = ['applications_file', 'applications_read'];
  const body = JSON.stringify({ client_id: client.id, client_secret: client.secret, scopes });
  const headers = { 'Content-Type': 'application/json' };
  return (await (await fetch(`${url}/api/token`, { method: 'POST', headers, body })).json()).access_token;
}

async function bank(page, { shots }, url) {
  const { clients } = await (await fetch(`${url}/api/demo/people`)).json();
  const client = clients[0];
  const token = await token_of(url, client);
  await give(page, shots, url, client);
  const { body } = await program(url, token)('GET', '/api/client/consents');
  const held = body.consents.find((one) => one.reference === reference);
  expect(held?.state === 'active', 'the bank finds the consent by its own word');
  expect(!JSON.stringify(body).includes(customer.iin), 'and learns nothing else');

  const filed = await program(url, token, held.id)('POST', '/api/applications', { service, answers });
  same(filed.status, 201, 'the bank files');
  await page.goto(`${url}/applications/${encodeURIComponent(filed.body.number)}`);
  await page.click('details:has(.history) summary');
  await page.waitForSelector('.history li');
  expect((await page.textContent('.history')).includes(client.name), 'the history says which bank');
  await shots('135-filed-by-the-bank');
  await take_back(page, shots, url, client);
  same((await program(url, token, held.id)('POST', '/api/applications', { service, answers })).status, 403, 'after');
}

/** The bank's page leads here, and says what it would like. */
async function give(page, shots, url, client) {
  await sign_in(page, url, customer, `/access?client=${client.id}&scopes=applications_file&reference=${reference}`);
  await page.waitForSelector('form.narrow .choice');
  expect(await page.isChecked(`input[type=radio][value="${client.id}"]`), 'the bank is chosen');
  same(await page.locator('input[type=checkbox]:checked').count(), 1, 'and what it asked for, no more');
  await page.fill('#days', '0');
  await page.click('form.narrow > button');
  await page.waitForSelector('.error-summary');
  await shots('132-access-consent-errors');
  await page.fill('#days', '30');
  await page.click('form.narrow > button');
  await page.waitForSelector('.consents .tag.good');
  await shots('133-access-consent-given');
}

async function take_back(page, shots, url, client) {
  await page.goto(`${url}/access`);
  await page.waitForSelector('.consents li');
  await page.click(`.consents li:has-text("${client.name}") button.link`);
  await page.waitForSelector('.consents .note.late');
  await shots('134-access-revoke');
  await page.click('.consents .warn');
  await page.waitForSelector('.consents .tag.none');
  await shots('136-access-revoked');
}

async function password(page, { shots }, url) {
  await sign_in_staff(page, url, administrator);
  await page.goto(`${url}/access`);
  await page.waitForSelector('#present');
  await page.fill('#present', 'not this one');
  await page.fill('#wished', own_password);
  await page.click('form.narrow > button');
  await page.waitForSelector('.error-summary');
  await shots('137-password-wrong');
  await page.fill('#present', administrator.password);
  await page.fill('#wished', own_password);
  await page.click('form.narrow > button');
  await page.waitForSelector('.note:has-text("The password is changed")');
  await shots('138-password-changed');
  await page.click('.account button.link');
  await page.waitForURL('**/sign-in?out');
  await sign_in_staff(page, url, { ...administrator, password: own_password });
  // Other stories sign in with the one that everybody knows.
  const value = { password: own_password, new_password: administrator.password };
  same((await ask(page, '/api/password', { method: 'POST', value })).status, 200, 'put back');
}
