// Every service that can be filed here, filed in a browser: whatever its pages ask is answered by what its definition
// says of it, once with the first answer of each choice and once with the last.
import { accepted } from './filing.mjs';
import { kazakh_iban } from './numbers.mjs';
import { children, people, sign_in } from './people.mjs';
import { expect, same, story } from './story.mjs';
import { paper } from './paper.mjs';

const on_button = 'form > button.button';
const named = (path) => `[id="${path}"]`;

export async function every_service_stories(browser, { url }) {
  for (const [which, lang, width] of [
    ['first', 'kk', 360],
    ['last', 'ru', 1280],
  ]) {
    const name = `stories.every_service_is_filed_with_its_${which}_answers`;
    await story(browser, name, { lang, width }, (page, _shot, more) => file_all(page, url, which, more));
  }
}

async function file_all(page, url, which, { shots_here }) {
  await sign_in(page, url, people.father);
  const { services } = await (await page.request.get(`${url}/api/services?filing=here`)).json();
  expect(services.length >= 17, `${services.length} services can be filed here`);
  for (const { id } of services) {
    const service = await (await page.request.get(`${url}/api/services/${id}`)).json();
    await file(page, url, service, which);
    if (id === 'kz.kandas-to-citizenship') await shots_here(`150-every-service-${which}`);
  }
}

async function file(page, url, service, which) {
  const start = `/apply/${service.id}/`;
  await page.goto(`${url}/apply/${service.id}`);
  for (let pages = 0; pages <= service.pages.length; ++pages) {
    await page.waitForURL((now) => now.pathname.startsWith(start));
    const step = new URL(page.url()).pathname.slice(start.length);
    if (step === 'check') break;
    await page.waitForSelector('form h1, form label, form legend');
    for (const question of service.pages.find(({ id }) => id === step).questions) await answer(page, question, which);
    await Promise.all([page.waitForURL((now) => now.pathname !== `${start}${step}`), page.click(on_button)]);
  }
  await page.waitForSelector('.answers');
  const sum = await told_sum(page, service);
  for (const box of await page.locator('form input[type=checkbox]').all()) await box.check();
  await page.click(on_button);
  await accepted(page);
  if (sum === '') return;
  await page.waitForSelector('dl.rows');
  expect((await page.innerText('dl.rows')).includes(sum), `${service.id}: the application costs ${sum}`);
}

/** What it costs is told before one agrees: of a fee that a rule gives, in tenge or as nothing to pay. */
async function told_sum(page, { id, fee }) {
  if (fee.decision === undefined) return '';
  const told = await page.innerText('.note:has-text("Құны"), .note:has-text("Стоимость")');
  const sum = /[\d\s,]+₸|тегін|бесплатно/.exec(told)?.[0].trim() ?? '';
  expect(sum !== '', `${id}: no sum in “${told}”`);
  return sum;
}

/** A question that is not shown, and the applicant's own number, which stands there, are left alone. */
async function answer(page, question, which) {
  if (question.kind === 'statement') return;
  if (question.kind === 'repeat') {
    if ((await page.locator(named(question.id)).count()) === 0) return;
    const items = await page.locator('fieldset.item').count();
    same(items, question.min, 'items that stand there');
    for (let i = 0; i < items; ++i) {
      for (const field of question.fields) await answer_at(page, field, `${question.id}.${i}.${field.id}`, which, i);
    }
    return;
  }
  await answer_at(page, question, question.id, which, 0);
}

const text_for = {
  iin: (i) => children[i].iin,
  bin: () => '160440007161',
  iban: () => kazakh_iban('125KZT5004100100'),
  phone: () => '+7 701 123 45 67',
  email: () => 'a@b.kz',
  number: (_i, question) => String(question.min),
  text: (_i, { max_length }) => 'Абай'.slice(0, max_length),
  long_text: () => 'Абай даңғылы',
};

async function answer_at(page, question, path, which, i) {
  const kind = question.kind;
  if (kind === 'file') return attach(page, question, path);
  if (['choice', 'choices', 'yes_no', 'region'].includes(kind)) {
    const options = page.locator(`[name="${path}"]`);
    if ((await options.count()) > 0) await options[which]().check();
    return;
  }
  if ((await page.locator(named(path)).count()) === 0) return;
  if (kind === 'date') {
    await page.fill(named(path), '15');
    await page.fill(named(`${path}-1`), '3');
    await page.fill(named(`${path}-0`), '2022');
  } else if (kind === 'address') {
    await page.selectOption(`select${named(path)}`, { index: 3 });
    await page.fill(named(`${path}-text`), 'Абай даңғылы, 10');
  } else if ((await page.inputValue(named(path))) === '') {
    await page.fill(named(path), text_for[kind](i, question));
  }
}

/** What is really what it says, as small as can be. */
const papers = {
  'application/pdf': paper(),
  'image/png': Buffer.from(
    'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg==',
    'base64',
  ),
};

async function attach(page, { types }, path) {
  const mimeType = types.find((type) => type in papers);
  const name = `invented.${mimeType.split('/')[1]}`;
  await page.setInputFiles(named(path), { name, mimeType, buffer: papers[mimeType] });
  await page.waitForSelector(`form .with-shape:has-text("${name}")`);
  await page.waitForSelector('form progress', { state: 'detached' });
}
