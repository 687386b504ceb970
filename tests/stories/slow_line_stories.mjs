// A village: 400 kbit/s, an answer after 400 ms at best, and a line that drops.
import { accepted, answer_all, at_step, begin, iin, next, service } from './filing.mjs';
import { press } from './keyboard.mjs';
import { applications_of, people, sign_in } from './people.mjs';
import { expect, same, story } from './story.mjs';

const rate = 400_000 / 8;
const slow = { offline: false, latency: 400, downloadThroughput: rate, uploadThroughput: rate };
const filing = ({ method, path }) => method === 'POST' && path === '/api/applications';

export async function slow_line_stories(browser, { url, line }) {
  await story(
    browser,
    'stories.slow_line_drops_twice_and_one_application_is_filed',
    { lang: 'kk', width: 360 },
    (page, _shot, more) => drops_twice(page, more.shots, url, line),
  );
  await story(browser, 'stories.waiting_application_is_sent_once_by_two_tabs', { lang: 'ru' }, (page, _shot, more) =>
    two_tabs(page, more.shots, url, line),
  );
}

/** The connection of this page: `drop()`, after which nothing comes through, not even what was under way; `mend()`. */
export async function slow_down(page, line) {
  const debug = await page.context().newCDPSession(page);
  const set = (prefix, conditions) => {
    line.cut(prefix);
    return debug.send('Network.emulateNetworkConditions', conditions);
  };
  await set(null, slow);
  return { drop: () => set('', { ...slow, offline: true }), mend: () => set(null, slow) };
}

async function drops_twice(page, shots, url, line) {
  const before = line.seen.length;
  const connection = await slow_down(page, line);
  await sign_in(page, url, people.villager, `/apply/${service}`);
  await at_step(page, 'person');
  await answer_all(page, {
    iin: people.villager.iin,
    seen: async (step) => {
      if (step === 'settlement') await connection.drop();
      if (step === 'address') {
        await page.waitForSelector('.strip.offline');
        await shots('51-village-offline');
      }
      if (step === 'purpose') await connection.mend();
    },
  });
  await page.waitForFunction(() => !document.querySelector('.strip.offline'));
  const answers = await page.locator('.answer').allTextContents();
  for (const wanted of [people.villager.iin, 'Астана', 'Абай даңғылы, 10-үй, 25-пәтер'])
    expect(answers.join('|').replace(/ /g, '').includes(wanted.replace(/ /g, '')), `${wanted} was typed: ${answers}`);

  // The server has taken it; the line drops before its answer has come through.
  const taken = line.next(filing, async (answer) => {
    answer.lost = true;
    await connection.drop();
  });
  await press(page, 'input[type=checkbox]', 'Space');
  await press(page, next);
  await taken;
  await page.waitForSelector('.note.wait');
  await shots('52-village-waits');
  await connection.mend();
  const number = await accepted(page);

  const sent = line.seen.slice(before).filter(filing);
  expect(sent.length >= 2, `sent once more when the line was back: ${sent.length}`);
  same(new Set(sent.map(({ key }) => key)).size, 1, 'keys');
  const filed = await applications_of(page);
  same(filed.map((one) => one.number).join(), number, 'all applications of the villager');
}

async function two_tabs(page, shots, url, line) {
  await sign_in(page, url, people.bank_customer);
  await begin(page, url);
  await answer_all(page, { iin });
  await page.waitForFunction(async () => Boolean(await navigator.serviceWorker?.ready));
  await page.context().setOffline(true);
  await page.waitForSelector('.strip.offline');
  await press(page, 'input[type=checkbox]', 'Space');
  await press(page, next);
  await page.waitForSelector('.note.wait');
  await shots('53-waits-on-the-device');
  const tabs = [];
  for (const path of ['/verify', '/find']) {
    const tab = await page.context().newPage();
    await tab.goto(url + path);
    await tab.waitForSelector('header .strip.demo');
    tabs.push(tab);
  }
  await page.close();
  const before = line.seen.length;
  await tabs[0].context().setOffline(false);
  for (const tab of tabs) await tab.waitForSelector('.strip.sent a[href^="/applications/"]');
  await shots('54-sent-by-itself', tabs[0]);
  const kept = line.seen.slice(before).filter((one) => filing(one) && one.status === 201);
  same(kept.length, 1, 'filings that the server took');
  same((await applications_of(tabs[0])).length, 1, 'applications');
}
