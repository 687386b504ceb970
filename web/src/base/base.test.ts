import assert from 'node:assert/strict';
import { test } from 'node:test';
import { from_base64, to_base64 } from './bytes';
import { canonical_json } from './canonical';
import { readFileSync } from 'node:fs';
import { date_text, langs, moment_text, money_text, number_text, plural_ru, type Lang } from './format';
import { iin_is_valid } from './iin';
import { display_number, read_number } from './number';
import { new_uuid_v7, uuid_v7 } from './uuid';

test('canonical JSON: the example of RFC 8785, section 3.2', () => {
  const value = JSON.parse(
    '{"numbers":[333333333.33333329,1E30,4.50,2e-3,0.000000000000000000000000001],' +
      '"string":"\\u20ac$\\u000F\\u000aA\'\\u0042\\u0022\\u005c\\\\\\"\\/","literals":[null,true,false]}',
  );
  assert.equal(
    canonical_json(value),
    '{"literals":[null,true,false],"numbers":[333333333.3333333,1e+30,4.5,0.002,1e-27],' +
      '"string":"€$\\u000f\\nA\'B\\"\\\\\\\\\\"/"}',
  );
});

test('canonical JSON: keys by UTF-16 code units (RFC 8785, section 3.2.3)', () => {
  const value = {
    '€': 'Euro',
    '\r': 'CR',
    '\ufb33': 'Hebrew',
    '1': 'One',
    '😀': 'Smiley',
    '\u0080': 'Control',
    ö: 'o',
  };
  const order = Array.from(canonical_json(value).matchAll(/:"(\w+)"/g), (found) => found[1]);
  assert.deepEqual(order, ['CR', 'One', 'Control', 'o', 'Euro', 'Smiley', 'Hebrew']);
  assert.throws(() => canonical_json(NaN));
  assert.throws(() => canonical_json('\ud800'));
});

test('UUID version 7: time, version, variant', () => {
  // RFC 9562, appendix A.6.
  const random = Uint8Array.from([0x0c, 0xc3, 0x18, 0xc4, 0xdc, 0x0c, 0x0c, 0x07, 0x39, 0x8f]);
  assert.equal(uuid_v7(0x017f22e279b0, random), '017f22e2-79b0-7cc3-98c4-dc0c0c07398f');
  assert.match(new_uuid_v7(), /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  assert.notEqual(new_uuid_v7(), new_uuid_v7());
});

test('numbers of applications: what people type is read, mistypings are found', () => {
  const alphabet = '0123456789ABCDEFGHJKMNPQRSTVWXYZ*~$=U';
  const display = (id: bigint) => {
    let text = '';
    for (let i = 12n; i >= 0n; --i) text += alphabet[Number((id >> (5n * i)) & 31n)];
    return `${text}${alphabet[Number(id % 37n)]}`.replace(/(.{4})(?=.)/g, '$1-');
  };
  for (const id of [1n, 36n, 371927012345678901n, (1n << 63n) - 1n]) {
    const number = display(id);
    assert.equal(display_number(String(id)), number);
    assert.deepEqual(read_number(number), { number });
    assert.deepEqual(read_number(` ${number.toLowerCase().replace(/-/g, '\u2013')} `), { number });
    assert.deepEqual(read_number(number.replace(/-/g, '').replace(/0/g, 'o').replace(/1/g, 'l')), { number });
    const wrong = `${number.slice(0, -1)}${number.endsWith('5') ? '6' : '5'}`;
    assert.deepEqual(read_number(wrong), { fault: 'check_symbol' });
  }
  assert.deepEqual(read_number('01y4 cvak g00c 8x'), { number: '01Y4-CVAK-G00C-8X' });
  for (const none of ['', '0', '-1', '01', String(1n << 63n), 'x']) assert.equal(display_number(none), '');
  assert.deepEqual(read_number(' - '), { fault: 'empty' });
  assert.deepEqual(read_number('12345'), { fault: 'malformed' });
  assert.deepEqual(read_number('Z1Y4-CVAK-G00C-8Q'), { fault: 'malformed' });
});

test('IIN: check digit by the first and by the second weights', () => {
  // The organisation number of DOMAIN ("real BIN to try") is checked by the same rule.
  assert.ok(iin_is_valid('160440007161'));
  assert.ok(!iin_is_valid('160440007162'));
  assert.ok(!iin_is_valid('16044000716'));
  assert.ok(!iin_is_valid('16044000716a'));
  let second = 0;
  for (let n = 0; n < 2000; ++n) {
    const body = `9001013${String(n).padStart(4, '0')}`;
    const fits = Array.from({ length: 10 }, (_, d) => `${body}${d}`).filter(iin_is_valid);
    assert.ok(fits.length <= 1);
    const first = Array.from(body).reduce((sum, digit, i) => sum + (i + 1) * Number(digit), 0) % 11;
    if (first === 10 && fits.length === 1) ++second;
  }
  assert.ok(second > 100, `only ${second} by the second weights`);
});

test('dates, moments, numbers and sums in three languages', () => {
  assert.equal(date_text('2026-03-05', 'kk'), '5\u00a0наурыз 2026\u00a0ж.');
  assert.equal(date_text('2026-03-05', 'ru'), '5\u00a0марта 2026\u00a0г.');
  assert.equal(date_text('2026-03-05', 'en'), '5\u00a0March 2026');
  // Midnight in Kazakhstan comes five hours before midnight in Greenwich.
  assert.equal(moment_text('2026-12-31T19:05:59.999Z', 300, 'en'), '1\u00a0January 2027, 00:05');
  assert.equal(moment_text('2026-03-05T09:07:01Z', 300, 'ru'), '5\u00a0марта 2026\u00a0г., 14:07');
  assert.equal(number_text(1234567.5, 'kk'), '1\u00a0234\u00a0567,5');
  assert.equal(number_text(-1234567, 'en'), '\u22121,234,567');
  assert.equal(number_text(123, 'ru'), '123');
  assert.equal(number_text(1000.12345, 'ru'), '1\u00a0000,12345');
  assert.equal(money_text(432500, 'kk'), '4\u00a0325\u00a0₸');
  assert.equal(money_text(-432505, 'ru'), '\u22124\u00a0325,05\u00a0₸');
  assert.equal(money_text(0, 'en'), '0\u00a0₸');
  assert.throws(() => money_text(0.5, 'en'));
  assert.throws(() => date_text('5.3.2026', 'en'));
});

// Goal: portal and documents write values in the same way.  Method: one table, read here and by written_test.cpp.
test('dates, moments and sums are those of the table that documents are held against', () => {
  type Row = Record<Lang, string> & { date: string; at: string; utc_offset_minutes: number; tiyn: number };
  type Table = Record<'dates' | 'moments' | 'sums', Row[]>;
  const table = JSON.parse(readFileSync('../tests/written.json', 'utf8')) as Table;
  let checked = 0;
  for (const lang of langs) {
    for (const row of table.dates) checked += Number(date_text(row.date, lang) === row[lang]);
    for (const row of table.moments) checked += Number(moment_text(row.at, row.utc_offset_minutes, lang) === row[lang]);
    for (const row of table.sums) checked += Number(money_text(row.tiyn, lang) === row[lang]);
  }
  assert.equal(checked, 3 * 20);
});

test('Russian plurals', () => {
  const day = (n: number) => plural_ru(n, 'день', 'дня', 'дней');
  assert.deepEqual([0, 1, 2, 4, 5, 11, 12, 14, 21, 22, 25, 101, 111, 112].map(day), [
    'дней',
    'день',
    'дня',
    'дня',
    'дней',
    'дней',
    'дней',
    'дней',
    'день',
    'дня',
    'дней',
    'день',
    'дней',
    'дней',
  ]);
});

test('base 64 is read strictly', () => {
  const bytes = Uint8Array.from([0, 255, 16, 7]);
  assert.deepEqual(from_base64(to_base64(bytes)), bytes);
  for (const bad of ['AP8QBw=', 'AP8QBw', 'AP8QBx==', 'AP8Q Bw==', 'AP8QB-==', '='])
    assert.equal(from_base64(bad), null, bad);
});
