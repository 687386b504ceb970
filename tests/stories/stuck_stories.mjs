// No application stalls unseen: one whose register refuses is found overdue and stuck, and goes on once it is tried
// again.
import { ask, go_by_header, people, sign_in, sign_in_staff, staff } from './people.mjs';
import { behave } from './registers.mjs';
import { check, expect, same, story } from './story.mjs';

const register = 'kz.kindergartens';
/** Invented; in the ordinary queue, so that no officer decides. */
const place = {
  child_iin: '230930590705',
  child_name: 'Нұрланов Алан',
  birth_date: '2023-09-30',
  region: '710000000',
  preferred_kindergartens: '№ 12',
  education_language: 'kk',
  has_benefit: false,
  data_are_right: true,
};

let number = '';

/** Told long before the other: until the server has tried five times, a minute and a half goes by. */
export async function filed_in_vain_stories(browser, { url, registers }) {
  await check('stories.an_application_is_filed_whose_register_refuses', async () => {
    await behave(registers, register, 'refusing');
    const context = await browser.newContext({ locale: 'ru' });
    const page = await context.newPage();
    await sign_in(page, url, people.young_mother);
    const value = { service: 'kz.kindergarten-place', answers: place };
    const { status, body } = await ask(page, '/api/applications', { method: 'POST', value });
    await context.close();
    same(status, 201, `filed: ${JSON.stringify(body)}`);
    number = body.number;
  });
}

export async function stuck_stories(browser, { url, registers }) {
  await story(
    browser,
    'stories.nothing_stalls_unseen_and_what_is_stuck_is_tried_again',
    { lang: 'ru' },
    (page, _shot, more) => held_up(page, more, { url, registers, number }),
  );
}

const has = (page, selector, words) => page.waitForSelector(`${selector}:has-text("${words}")`);
const row = (number) => `tbody tr:has-text("${number}")`;

async function until_stuck(page, number) {
  for (let left = 180; left > 0; --left) {
    const { body } = await ask(page, '/api/desk/stuck');
    if (body.applications.some((one) => one.number === number)) return;
    await page.waitForTimeout(1000);
  }
  throw new Error(`${number} is not stuck`);
}

async function held_up(page, more, { url, registers, number }) {
  const { device, shots } = more;
  await sign_in_staff(page, url, staff.administrator);
  await page.waitForURL('**/overdue');
  await until_stuck(page, number);
  await page.reload();
  await has(page, row(number), 'подтверждения реестра');
  await has(page, row(number), 'просрочено');
  expect(!(await page.textContent('main')).includes(people.young_mother.name), 'nobody is named');
  await has(page, '.account a[href="/overdue"]', '1');
  await shots('s0-overdue');
  await go_by_header(page, '/stuck');
  await page.waitForURL('**/stuck');
  await has(page, row(number), 'Реестр не ответит');
  await has(page, '.note', 'Все известия дошли');
  await shots('s1-stuck');
  await try_again(page, more, { registers, number });
  await events(page, shots, url);
  await who_may(device, shots, url, number);
}

async function try_again(page, { device, shots }, { registers, number }) {
  await behave(registers, register, 'healthy');
  await page.click(`${row(number)} button`);
  await has(page, '[role=status] .note', `${number}: пробуем снова`);
  const focused = await page.evaluate(() => document.activeElement.matches('[role=status] .note'));
  expect(focused, 'what was done has the focus');
  await has(page, '.note', 'Застрявших заявлений нет');
  await shots('s2-tried-again');
  const hers = await device({});
  await sign_in(hers, new URL(page.url()).origin, people.young_mother, `/applications/${encodeURIComponent(number)}`);
  await hers.waitForSelector('.decision.granted', { timeout: 60_000 });
}

/** Nothing that this server does poisons an event: how one would look is put into its answer here. */
async function events(page, shots, url) {
  const why = { kk: 'Қызмет жоқ.', ru: 'Нет такой услуги.', en: 'There is no such service.' };
  const event = { consumer: 'applications.offers', index: 17, kind: 'notice.received', attempts: 5 };
  const at = '2026-03-05T05:15:00.000Z';
  await page.route('**/api/desk/stuck', async (route) => {
    const reply = await route.fetch();
    const body = await reply.json();
    body.events = [
      { ...event, error: 'service.not_found', why, stuck_at: at },
      { ...event, index: 18, error: 'test.nothing', why: null, stuck_at: at },
    ];
    await route.fulfill({ response: reply, json: body });
  });
  await page.goto(`${url}/stuck`);
  await has(page, 'tbody tr', 'та, что предлагает услуги сама');
  await has(page, 'tbody tr', 'Нет такой услуги.');
  await shots('s3-events');
  await page.unroute('**/api/desk/stuck');
}

async function who_may(device, shots, url, number) {
  const keeper = await device({});
  await sign_in_staff(keeper, url, staff.keeper);
  await go_by_header(keeper, '/overdue');
  await has(keeper, '.note', 'Просроченного нет');
  await shots('s4-nothing-overdue', keeper);
  same(await keeper.locator('.account a[href="/stuck"]').count(), 0, 'what is stuck is for administrators');
  await keeper.goto(`${url}/stuck`);
  await has(keeper, '.note.late', 'нет права');
  const officer = await device({ width: 360 });
  await sign_in_staff(officer, url, staff.officer);
  await officer.goto(`${url}/overdue`);
  await officer.click('main .note a');
  await officer.waitForURL('**/desk?view=overdue');
  expect(!(await officer.textContent('main')).includes(number), 'another agency’s');
}
