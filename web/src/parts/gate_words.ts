/** What stands in place of a page for people who are signed in. */
import type { Lang } from '../base/format';
import type { Shape } from '../words/words';

const en = {
  gate_citizen: 'This page is for people who are signed in: it shows your own data.',
  gate_staff: 'This page is for staff who are signed in.',
  sign_in: 'Sign in',
};
type Gate_words = Shape<typeof en>;

const kk: Gate_words = {
  gate_citizen: 'Бұл бет жүйеге кіргендерге арналған: мұнда өз деректеріңіз көрсетіледі.',
  gate_staff: 'Бұл бет жүйеге кірген қызметкерлерге арналған.',
  sign_in: 'Кіру',
};

const ru: Gate_words = {
  gate_citizen: 'Эта страница для тех, кто вошёл: на ней ваши собственные данные.',
  gate_staff: 'Эта страница для сотрудников, которые вошли.',
  sign_in: 'Войти',
};

export const gate_words: Record<Lang, Gate_words> = { kk, ru, en };
