// A thief of a session: what a stolen cookie is good for, what a page from elsewhere can do, what ends with a session.
import { createServer } from 'node:http';
import { accepted, answer_all, at_step, iin, next, service, state_and_send } from './filing.mjs';
import { press, type } from './keyboard.mjs';
import { applications_of, ask, choose_person, people, sign_in, sign_out } from './people.mjs';
import { expect, same, story } from './story.mjs';

export async function thief_stories(browser, { url, line }) {
  await story(browser, 'stories.stolen_cookie_is_worth_nothing_after_signing_out', {}, (page, _shot, more) =>
    stolen_cookie(page, more, url),
  );
  await story(browser, 'stories.foreign_page_can_change_nothing', {}, (page) => foreign_page(page, url, line));
  for (const kept of [true, false]) {
    const name = `stories.session_that_ends_in_a_form_loses_nothing.${kept ? 'draft_kept' : 'nothing_kept'}`;
    await story(browser, name, { lang: 'kk', width: 360 }, (page, _shot, more) =>
      session_ends(page, more, url, line, kept),
    );
  }
}

async function stolen_cookie(page, { device, shots }, url) {
  await sign_in(page, url, people.worker);
  const [cookie] = (await page.context().cookies()).filter(({ name }) => name === '__Host-session');
  expect(cookie.httpOnly && cookie.secure && cookie.sameSite === 'Lax', `the cookie: ${JSON.stringify(cookie)}`);
  expect(!(await page.evaluate(() => document.cookie)).includes('session'), 'scripts do not see the cookie');

  const thief = await device({});
  await thief.context().addCookies([cookie]);
  await thief.goto(`${url}/applications`);
  same((await ask(thief, '/api/session')).body.signed_in, true, 'the cookie is worth something before');
  await sign_out(page);
  await shots('100-signed-out');
  expect(
    !(await page.content()).includes(people.worker.name) || (await page.isVisible('.demo-people')),
    'no name left',
  );
  same((await ask(thief, '/api/session')).body.signed_in, false, 'signed in with the stolen cookie');
  same((await ask(thief, '/api/applications')).status, 401, 'the list with the stolen cookie');
  await thief.goto(`${url}/applications`);
  await thief.waitForSelector('main a.button[href^="/sign-in"]');
  await shots('101-gate', thief);
}

/** Pages of the same machine on another port: the browser sends the cookie along, the server must tell them apart. */
async function foreign_page(page, url, line) {
  const elsewhere = createServer((_asked, reply) => {
    reply.setHeader('Content-Type', 'text/html');
    reply.end(`<!doctype html><title>Win</title><form method="post" action="${url}/api/sign-out"><button>Win</button>`);
  });
  await new Promise((ready) => elsewhere.listen(0, '127.0.0.1', ready));
  try {
    await sign_in(page, url, people.worker);
    const other = await page.context().newPage();
    await other.goto(`http://127.0.0.1:${elsewhere.address().port}/`);
    const acts = [
      ['/api/sign-out', '{}', 'text/plain'],
      ['/api/demo/sign-in', '{"person":"1"}', 'text/plain'],
      ['/api/applications', '{}', 'text/plain'],
    ];
    for (const [path, body, kind] of acts) {
      const answered = line.next((one) => one.path === path);
      await other.evaluate(
        ([to, body, kind]) =>
          fetch(to, {
            method: 'POST',
            mode: 'no-cors',
            credentials: 'include',
            headers: { 'Content-Type': kind },
            body,
          }),
        [url + path, body, kind],
      );
      const { status } = await answered;
      expect(status === 403 || status === 415 || status === 400, `${path} from elsewhere: ${status}`);
    }
    const form = line.next((one) => one.path === '/api/sign-out');
    await other.click('button');
    same((await form).status, 403, 'a form from elsewhere');
    const read = await other.evaluate((to) => fetch(to, { credentials: 'include' }).then((r) => r.text(), String), url);
    expect(!read.includes(people.worker.iin), 'another page cannot read');
    same((await ask(page, '/api/session')).body.signed_in, true, 'still signed in');
  } finally {
    elsewhere.close();
    elsewhere.closeAllConnections();
  }
}

/** `kept`: the account has the draft already when the session ends. */
async function session_ends(page, { device, ...more }, url, line, kept) {
  const shots = kept ? more.shots : () => undefined;
  const person = people.young_mother;
  await sign_in(page, url, person, `/apply/${service}`);
  await at_step(page, 'person');
  await type(page, '#iin', iin);
  if (kept) {
    await press(page, next);
    await at_step(page, 'region');
    await page.click('a.back');
    await at_step(page, 'person');
  }
  await end_other_sessions(await device({}), url, person);
  await press(page, next);
  await page.waitForSelector('.strip.offline a');
  await shots('102-session-over');
  await page.click('a.back');
  await answer_all(page, { iin });

  const before = line.seen.length;
  await state_and_send(page);
  await page.waitForSelector('.note.wait a.button');
  const taken = line.seen.slice(before).filter(({ method, status }) => method === 'POST' && status === 201);
  same(taken.length, 0, 'applications taken in nobody’s name');
  await shots('103-session-over-at-sending');
  await page.click('.note.wait a.button');
  await page.waitForSelector('.people');
  await shots('104-sign-in-again');
  await choose_person(page, person);
  await at_step(page, 'check');
  await page.waitForSelector('.answers');
  expect((await page.textContent('.answers')).replace(/\s/g, '').includes(iin), 'nothing typed is lost');
  const filed = (await applications_of(page)).length;
  await state_and_send(page);
  await accepted(page);
  same((await applications_of(page)).length, filed + 1, 'applications');
}

/** From another device: all sessions of this person but the one that asks. */
async function end_other_sessions(page, url, person) {
  await sign_in(page, url, person);
  const { sessions } = (await ask(page, '/api/sessions')).body;
  for (const { id } of sessions.filter(({ current }) => !current)) {
    same((await ask(page, `/api/sessions/${id}/revoke`, { method: 'POST' })).status, 200, 'revoked');
  }
}
