// What ./bench portal asks of a browser: node first_question.mjs URL ROUNDS. On a line of 400 kbit/s with 400 ms, and a
// processor six times slower, each round from nothing kept: how long until the portal's search field can be used, and
// until the first question of the address certificate can be answered. Prints one line of JSON: lists of milliseconds
// and of kilobytes that came over the line.
import { open_browser } from './browser.mjs';

const [url, rounds] = [process.argv[2], Number(process.argv[3])];
const line = { offline: false, latency: 400, downloadThroughput: 400_000 / 8, uploadThroughput: 400_000 / 8 };

/** Runs in the page: notes when the field was first shown, and what had come over the line by then. */
function watch(field) {
  const noted = () => {
    const seen_ms = performance.now();
    const came = ['navigation', 'resource'].flatMap((type) => performance.getEntriesByType(type));
    const bytes = came.filter((one) => one.responseEnd <= seen_ms).reduce((sum, one) => sum + one.transferSize, 0);
    globalThis.usable = { took: seen_ms, kilobytes: bytes / 1024 };
  };
  new MutationObserver((_changes, observer) => {
    if (!document.querySelector(field)) return;
    observer.disconnect();
    requestAnimationFrame(() => setTimeout(noted));
  }).observe(document, { childList: true, subtree: true });
}

/** From the navigation's start to the end of the first frame with the field, as the page's own clock has it. */
async function usable(browser, path, field) {
  const context = await browser.newContext({ locale: 'ru-RU', viewport: { width: 360, height: 780 } });
  const page = await context.newPage();
  await page.addInitScript(watch, field);
  const debug = await context.newCDPSession(page);
  await debug.send('Network.enable');
  await debug.send('Network.emulateNetworkConditions', line);
  await debug.send('Emulation.setCPUThrottlingRate', { rate: 6 });
  await page.goto(url + path, { waitUntil: 'commit' });
  // Seldom, because asking takes the page's processor.
  const seen = await page.waitForFunction(() => globalThis.usable, undefined, { polling: 1000, timeout: 60_000 });
  const figures = await seen.jsonValue();
  await context.close();
  return figures;
}

const browser = await open_browser();
const said = { portal_ms: [], portal_kb: [], question_ms: [], question_kb: [] };
for (let round = 0; round < rounds; ++round) {
  const portal = await usable(browser, '/', 'input[type=search], input[role=combobox], main input');
  const question = await usable(browser, '/apply/kz.address-certificate', 'main input');
  said.portal_ms.push(portal.took);
  said.portal_kb.push(portal.kilobytes);
  said.question_ms.push(question.took);
  said.question_kb.push(question.kilobytes);
}
await browser.close();
console.log(JSON.stringify(said));
