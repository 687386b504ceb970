import assert from 'node:assert/strict';
import { test } from 'node:test';
import { narrow } from './narrow';
import type { Listed } from './types';

const text = (kk: string, ru: string, en: string) => ({ kk, ru, en });
const service = (id: string, more: Partial<Listed>): Listed => ({
  service: id,
  title: text('Анықтама', 'Справка', 'Certificate'),
  agency: 'kz.mvd',
  agency_title: text('Ішкі істер министрлігі', 'Министерство внутренних дел', 'Ministry of Internal Affairs'),
  version: 1,
  filing: 'here',
  standing: null,
  retired: false,
  published_at: '2026-03-05T10:00:00.000Z',
  ...more,
});
const all = [
  service('kz.address', {}),
  service('kz.birth', {
    title: text('Бала тууын тіркеу', 'Регистрация рождения ребёнка', 'Registering a birth'),
    agency: 'kz.mio',
    agency_title: text('Әкімдік', 'Акимат', 'Local administration'),
  }),
  service('kz.old', { retired: true, filing: 'elsewhere' }),
];
const ids = (typed: string, wanted: Parameters<typeof narrow>[2] = 'all') =>
  narrow(all, typed, wanted).map((one) => one.service);

test('a service is found by its title in any language, its id and its agency', () => {
  assert.deepEqual(ids(''), ['kz.address', 'kz.birth', 'kz.old']);
  assert.deepEqual(ids('СПРАВКА'), ['kz.address', 'kz.old']);
  assert.deepEqual(ids('registering'), ['kz.birth']);
  assert.deepEqual(ids('Тууын'), ['kz.birth']);
  assert.deepEqual(ids('kz.addr'), ['kz.address']);
  assert.deepEqual(ids('әкімдік'), ['kz.birth']);
  assert.deepEqual(ids('ребенка'), ['kz.birth'], 'ё is typed as е');
});

test('every word must be found, wherever it stands', () => {
  assert.deepEqual(ids('  внутренних   address '), ['kz.address']);
  assert.deepEqual(ids('внутренних birth'), []);
});

test('what is retired, and what can be filed here, can be chosen', () => {
  assert.deepEqual(ids('', 'retired'), ['kz.old']);
  assert.deepEqual(ids('', 'given'), ['kz.address', 'kz.birth']);
  assert.deepEqual(ids('акимат', 'here'), ['kz.birth']);
});
