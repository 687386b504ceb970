import type { Lang } from '../../base/format';
import type { Shape } from '../../words/words';

const en = {
  title: 'Waits for your signature',
  lead:
    'Somebody has applied for something that needs your signature too. Read it first: you sign exactly what you ' +
    'see.',
  none: 'Nothing waits for your signature.',
  from: (name: string) => `Applied by ${name}`,
  nobody: 'Applied by somebody who was not signed in',
  until: (moment: string) => `Sign by ${moment}`,
  what: 'What you sign',
  sign: 'Sign',
  decline: 'I do not sign',
  decline_ask: 'Are you sure? The application may then be refused.',
  decline_yes: 'Yes, I do not sign',
  decline_no: 'Back',
  signed: (number: string) => `You have signed application ${number}.`,
  declined: (number: string) => `You have declined to sign application ${number}.`,
  changed: 'The answers have been corrected meanwhile. Read them again before you sign.',
  more: 'Show older ones',
  refused: 'This could not be done',
  link: (count: number) =>
    count === 1 ? 'An application waits for your signature' : `${count} applications wait for your signature`,
};
export type Signing_words = Shape<typeof en>;

const kk: Signing_words = {
  title: 'Қолыңызды күтіп тұр',
  lead: 'Біреу сіздің де қолыңыз керек нәрсеге өтініш берді. Алдымен оқып шығыңыз: тек көріп тұрғаныңызға қол қоясыз.',
  none: 'Қолыңызды күтіп тұрған ештеңе жоқ.',
  from: (name) => `Өтініш берген: ${name}`,
  nobody: 'Өтініш берген адам жүйеге кірмеген',
  until: (moment) => `Қол қою мерзімі: ${moment}`,
  what: 'Неге қол қоясыз',
  sign: 'Қол қою',
  decline: 'Қол қоймаймын',
  decline_ask: 'Сенімдісіз бе? Онда өтінішке бас тартылуы мүмкін.',
  decline_yes: 'Иә, қол қоймаймын',
  decline_no: 'Кері қайту',
  signed: (number) => `Сіз ${number} өтінішіне қол қойдыңыз.`,
  declined: (number) => `Сіз ${number} өтінішіне қол қоюдан бас тарттыңыз.`,
  changed: 'Осы арада жауаптар түзетілді. Қол қоймас бұрын қайта оқыңыз.',
  more: 'Бұрынғыларын көрсету',
  refused: 'Мұны орындау мүмкін болмады',
  link: (count) => `Қолыңызды күтіп тұрған өтініш: ${count}`,
};

const ru: Signing_words = {
  title: 'Ждёт вашей подписи',
  lead:
    'Кто-то подал заявление, для которого нужна и ваша подпись. Сначала прочитайте: вы подписываете ровно то, что ' +
    'видите.',
  none: 'Вашей подписи ничего не ждёт.',
  from: (name) => `Заявитель: ${name}`,
  nobody: 'Подано без входа в систему',
  until: (moment) => `Подписать нужно до: ${moment}`,
  what: 'Что вы подписываете',
  sign: 'Подписать',
  decline: 'Не подписываю',
  decline_ask: 'Вы уверены? Тогда в заявлении могут отказать.',
  decline_yes: 'Да, не подписываю',
  decline_no: 'Назад',
  signed: (number) => `Вы подписали заявление ${number}.`,
  declined: (number) => `Вы отказались подписать заявление ${number}.`,
  changed: 'За это время ответы исправили. Прочитайте их ещё раз перед подписью.',
  more: 'Показать более ранние',
  refused: 'Сделать это не удалось',
  link: (count) => `Ждут вашей подписи, заявлений: ${count}`,
};

export const signing_words: Record<Lang, Signing_words> = { kk, ru, en };
