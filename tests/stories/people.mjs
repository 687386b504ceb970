// The people of the demonstration (data/kz/demonstration.json), how they sign in, and what the server knows of them.
import { press } from './keyboard.mjs';
import { with_check_digit } from './numbers.mjs';

export const people = {
  mother: { name: 'Қасымова Гүлнар Серікқызы', iin: '640812490019' },
  daughter: { name: 'Қасымова Әсел Маратқызы', iin: '910427490023' },
  father: { name: 'Ахметов Данияр Болатұлы', iin: '850903390030' },
  blind: { name: 'Ким Виктория Сергеевна', iin: '880115490049' },
  villager: { name: 'Жұмабеков Қайрат Омарұлы', iin: '570321390058' },
  worker: { name: 'Петров Андрей Николаевич', iin: '990630390065' },
  young_mother: { name: 'Нұрланова Айжан Ерланқызы', iin: '030219690070' },
  bank_customer: { name: 'Оспанова Динара Тілеуқызы', iin: '720511490087' },
};
export const staff = {
  operator: { login: 'operator', password: 'demonstration-operator', name: 'Сапарова Меруерт' },
  officer: { login: 'officer', password: 'demonstration-officer', name: 'Ибраев Нұрбол' },
  colleague: { login: 'colleague', password: 'demonstration-colleague', name: 'Жанабаева Сәуле' },
  administrator: { login: 'administrator', password: 'demonstration-administrator', name: 'Тілеуов Бауыржан' },
  keeper: { login: 'keeper', password: 'demonstration-keeper', name: 'Сергеева Ольга' },
};

/** Invented children: born 1 May of 2012, 2014, … */
export const children = ['12', '14', '16', '18', '20'].map((year, i) => ({
  iin: with_check_digit(`${year}050150100${i}`.slice(0, 11)),
  name: ['Ахметова Аружан', 'Ахметов Ерасыл', 'Ахметова Сафия', 'Ахметов Алихан', 'Ахметова Мерей'][i],
  student: i < 2,
}));

/** On the page where one signs in: presses the button beside a person's name. Waits until they are in. */
export async function choose_person(page, person) {
  await page.click(`.people li:has-text("${person.iin}") button`);
  await signed_in(page, person);
}

/** The same with the keyboard alone. */
export async function choose_person_by_keyboard(page, person) {
  await page.waitForSelector('.people');
  const id = await page.evaluate((iin) => {
    const rows = [...document.querySelectorAll('.people li')];
    return rows.findIndex((row) => row.textContent.includes(iin)) + 1;
  }, person.iin);
  await press(page, `.demo-people li:nth-child(${id}) button`);
  await signed_in(page, person);
}

export async function sign_in(page, url, person, back = '/') {
  await page.goto(`${url}/sign-in?back=${encodeURIComponent(back)}`);
  await choose_person(page, person);
}

export async function sign_in_staff(page, url, { login, password, name }) {
  await page.goto(`${url}/sign-in`);
  await page.fill('#login', login);
  await page.fill('#password', password);
  await page.click('form.narrow button');
  await signed_in(page, { name });
}

/** By the header; on a narrow screen its links stand behind a button. */
export async function go_by_header(page, path) {
  await page.waitForSelector('.account-name', { state: 'attached' });
  if (await page.isVisible('.account .menu')) await page.click('.account .menu');
  await page.click(`.account a[href="${path}"]`);
}

/** Waits for the page where one signs in, and for the people that it offers: its fields are then all there. */
export async function sign_out(page) {
  await page.click('.account button.link');
  await page.waitForURL('**/sign-in?out');
  await page.waitForSelector('.demo-people li');
}

function signed_in(page, { name }) {
  return page.waitForSelector(`.account-name:has-text("${name}")`, { state: 'attached' });
}

/** Asks the server as this page's own person would; gives `{ status, body }`. */
export function ask(page, path, { method = 'GET', value } = {}) {
  return page.evaluate(
    async ([path, method, value]) => {
      const headers = { 'Idempotency-Key': crypto.randomUUID() };
      if (value !== undefined) headers['Content-Type'] = 'application/json';
      const reply = await fetch(path, {
        method,
        headers: method === 'GET' ? {} : headers,
        body: JSON.stringify(value),
      });
      return { status: reply.status, body: await reply.json() };
    },
    [path, method, value],
  );
}

/** Those that the server lists for whoever is signed in on this page. */
export async function applications_of(page) {
  return (await ask(page, '/api/applications')).body.applications;
}
