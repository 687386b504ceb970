// Sets of answers made from a form's schema: good ones, and good ones spoilt in one place.

const weights = [
  [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11],
  [3, 4, 5, 6, 7, 8, 9, 10, 11, 1, 2],
];
const check_digit = (digits, by) => by.reduce((sum, weight, i) => sum + weight * digits[i], 0) % 11;

/** The twelfth digit that makes eleven a number, or nothing if none does. */
function with_check_digit(eleven) {
  const digits = [...eleven].map(Number);
  const check = check_digit(digits, weights[0]);
  const second = check === 10 ? check_digit(digits, weights[1]) : check;
  return second === 10 ? undefined : eleven + second;
}
const checks = (text) => with_check_digit(text.slice(0, 11)) === text;

function real_day(text) {
  const century = { 1: 18, 2: 18, 3: 19, 4: 19, 5: 20, 6: 20 }[text[6]];
  if (!century) return false;
  const [year, month, day] = [`${century}${text.slice(0, 2)}`, text.slice(2, 4), text.slice(4, 6)].map(Number);
  const date = new Date(Date.UTC(year, month - 1, day));
  return date.getUTCMonth() === month - 1 && date.getUTCDate() === day;
}

function iban_checks(text) {
  if (text.startsWith('KZ') && text.length !== 20) return false;
  const moved = text.slice(4) + text.slice(0, 4);
  const digits = moved.replace(/[A-Z]/g, (letter) => String(letter.charCodeAt(0) - 55));
  return BigInt(digits) % 97n === 1n;
}

const atom = "[a-z0-9!#$%&'*+/=?^_`{|}~-]+";
const label = '[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?';
const email = new RegExp(`^${atom}(\\.${atom})*@(${label}\\.)+${label}$`, 'i');

/** What the formats of our own mean, written from DOMAIN and ISO 13616 and not from the server's code. */
export const own_formats = {
  iin: (text) => /^[0-9]{12}$/.test(text) && real_day(text) && checks(text),
  bin: (text) => /^[0-9]{2}(0[1-9]|1[0-2])[456][0-9]{7}$/.test(text) && checks(text),
  iban: (text) => iban_checks(text),
  email: (text) => email.test(text) && text.split('@')[0].length <= 64,
};

const pick = (random, all) => all[Math.floor(random() * all.length)];
const between = (random, min, max) => min + Math.floor(random() * (max - min + 1));
const digits = (random, count) => Array.from({ length: count }, () => between(random, 0, 9)).join('');

function numbered(random, first) {
  for (;;) {
    const made = with_check_digit(first() + digits(random, 4));
    if (made) return made;
  }
}
const two = (number) => String(number).padStart(2, '0');
const month = (random) => two(between(random, 1, 12));
const day = (random) => two(between(random, 1, 28));
const letters = ['а', 'ә', 'Қ', 'ө', 'z', 'Q', '7', ' ', '-', '.', '«', '😀', 'é'];

const made = {
  iin: (random) =>
    numbered(random, () => `${digits(random, 2)}${month(random)}${day(random)}${between(random, 1, 6)}`),
  bin: (random) =>
    numbered(random, () => `${digits(random, 2)}${month(random)}${between(random, 4, 6)}${digits(random, 2)}`),
  iban(random) {
    const account = `125${digits(random, 13)}`;
    const rest = BigInt(`${account}203500`) % 97n;
    return `KZ${two(Number(98n - rest))}${account}`;
  },
  email: (random) => `a${digits(random, 3)}@mail.kz`,
  date: (random) => `20${two(between(random, 0, 40))}-${month(random)}-${day(random)}`,
};

function text(schema, random) {
  const length = between(random, 1, Math.min(schema.maxLength ?? 20, 30));
  return `б${Array.from({ length: length - 1 }, () => pick(random, letters)).join('')}`.trim();
}

function value(schema, random) {
  if ('const' in schema) return schema.const;
  if (schema.enum) return pick(random, schema.enum);
  if (schema.format) return made[schema.format](random);
  switch (schema.type) {
    case 'boolean': return random() < 0.5;
    case 'integer': return between(random, schema.minimum, Math.min(schema.maximum, schema.minimum + 1000));
    case 'array': {
      const wanted = between(random, schema.minItems, Math.min(schema.maxItems ?? 3, schema.minItems + 2));
      const items = Array.from({ length: wanted }, () => value(schema.items, random));
      return schema.uniqueItems ? [...new Set(items)] : items;
    }
    case 'object': return good_answers(schema, random);
    default:
      if (schema.pattern?.startsWith('^\\+')) return `+7701${digits(random, 7)}`;
      if (schema.pattern === '^[0-9a-f]{64}$') return 'ab'.repeat(32);
      return text(schema, random);
  }
}

/** Holds the condition of an `if` for these answers? */
const holds = (condition, answers) =>
  condition.required.every((name) => name in answers && answers[name] === condition.properties[name].const);

/** Holds a rule of the form `a = "x" or b = true`? Undefined: it is of another form. */
function rule_holds(rule, answers) {
  const equal = rule?.split(' or ').map((one) => /^(\w+) = (true|false|"\w+")$/.exec(one));
  return equal?.every(Boolean) ? equal.some(([, name, wanted]) => answers[name] === JSON.parse(wanted)) : undefined;
}

/** A set that is right as far as the schema can say it. */
export function good_answers(schema, random) {
  const by_rule = (name, answers) => rule_holds(schema.properties[name]['x-when'], answers);
  const hidden = (name, answers) =>
    by_rule(name, answers) === false ||
    (schema.allOf ?? []).some((one) => one.else?.properties?.[name] === false && !holds(one.if, answers));
  const wanted = (name, answers) =>
    by_rule(name, answers) === true ||
    schema.required.includes(name) ||
    (schema.allOf ?? []).some((one) => one.then?.required?.includes(name) && holds(one.if, answers));
  const answers = {};
  // Questions look at earlier ones, whatever their order here: until nothing changes.
  for (let i = 0; i < Object.keys(schema.properties).length + 1; ++i) {
    for (const [name, of] of Object.entries(schema.properties)) {
      if (hidden(name, answers)) delete answers[name];
      else if (!(name in answers) && (wanted(name, answers) || (!of['x-when'] && random() < 0.3)))
        answers[name] = value(of, random);
    }
  }
  return answers;
}

const strange = [
  null, '', '  ', 0, -1, 1.5, 10 ** 12, true, false, [], {}, 'x', '\u0007', 'a\nb', 'a\u202eb', '000000000000',
  '2026-02-30', 'x'.repeat(12000), ['x'], ['x', 'x'], { x: 1 },
];

/** The same with one thing wrong, or at least strange. */
export function spoil(answers, schema, random) {
  const spoilt = structuredClone(answers);
  const names = Object.keys(schema.properties);
  const name = pick(random, names);
  const of = schema.properties[name];
  const how = random();
  if (how < 0.2) delete spoilt[name];
  else if (how < 0.3) spoilt.no_such_question = 'x';
  else if (how < 0.5) spoilt[name] = value(of, random);
  else if (how < 0.6 && Array.isArray(spoilt[name]) && spoilt[name][0] instanceof Object)
    spoilt[name][0] = spoil(spoilt[name][0], of.items, random);
  else if (how < 0.75 && typeof spoilt[name] === 'string') spoilt[name] = change_letter(spoilt[name], random);
  else spoilt[name] = pick(random, strange);
  return spoilt;
}

function change_letter(text, random) {
  const all = [...text];
  all[between(random, 0, all.length - 1)] = pick(random, [...'0123456789', ' ', '-', 'ң', '']);
  return all.join('');
}
