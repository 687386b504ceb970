// The state offers first: a register tells of a birth, and the mother is offered what follows from it.
import { ask, people, sign_in } from './people.mjs';
import { expect, same, story } from './story.mjs';

const mother = people.young_mother;
const allowance = 'kz.large-family-allowance';

export async function offer_stories(browser, { url }) {
  await story(browser, 'stories.state_offers_after_a_birth', { lang: 'kk' }, (page, _shot, more) =>
    offered(page, more, url),
  );
}

/** The registers' program, with its own credentials. */
async function registers(url) {
  const { clients } = await (await fetch(`${url}/api/demo/people`)).json();
  const client = clients.find(({ name }) => name === 'Demo Registers');
  const send = async (path, value, token) => {
    const headers = { 'Content-Type': 'application/json', 'Idempotency-Key': crypto.randomUUID() };
    if (token) headers.Authorization = `Bearer ${token}`;
    const reply = await fetch(url + path, { method: 'POST', headers, body: JSON.stringify(value) });
    return { status: reply.status, body: await reply.json() };
  };
  const secrets = { client_id: client.id, client_secret: client.secret, scopes: ['notices_send'] };
  const { body } = await send('/api/token', secrets);
  return (value) => send('/api/notices', value, body.access_token);
}

async function offered(page, { shots }, url) {
  const tell = await registers(url);
  const born = { register: 'kz.family', notice: 'birth.registered', iin: mother.iin, reference: 'act-2026-1' };
  same((await tell({ ...born, notice: 'birth.forgotten' })).status, 422, 'what no register tells of');
  same((await tell(born)).status, 201, 'the register tells');
  same((await tell(born)).status, 201, 'and tells again');
  await sign_in(page, url, mother, '/applications');
  await until_offered(page);
  same((await ask(page, '/api/offers')).body.offers.length, 1, 'offers for one birth');
  await page.reload();
  await page.waitForSelector('.offers .block');
  const text = await page.textContent('.offers');
  expect(text.includes('Баланың тууы тіркелді'), `why it is offered: ${text}`);
  await shots('190-offered');
  same(await page.getAttribute('.offers a.button', 'href'), `/apply/${allowance}`, 'where it leads');
  await page.click('.offers button.plain');
  await page.waitForSelector('.offers .note');
  expect(await page.evaluate(() => document.activeElement.matches('.offers .note')), 'what was done has the focus');
  await shots('191-declined');
  await page.reload();
  await page.waitForSelector('main h1');
  same((await ask(page, '/api/offers')).body.offers.length, 0, 'offers after it was declined');
}

/** The server hears of it in the background. */
async function until_offered(page) {
  for (let left = 100; left > 0; --left) {
    if ((await ask(page, '/api/offers')).body.offers.length > 0) return;
    await page.waitForTimeout(100);
  }
  throw new Error('nothing is offered');
}
