// Invented numbers whose check digits fit.

export function with_check_digit(eleven) {
  const sum = (weights) => weights.reduce((all, weight, i) => all + weight * Number(eleven[i]), 0) % 11;
  let digit = sum([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11]);
  if (digit === 10) digit = sum([3, 4, 5, 6, 7, 8, 9, 10, 11, 1, 2]);
  if (digit === 10) throw new Error(`${eleven} has no check digit: choose another`);
  return `${eleven}${digit}`;
}

/** ISO 13616: the number that makes the whole, turned round, leave 1 when divided by 97. */
export function kazakh_iban(account) {
  const digits = `${account}KZ00`.replace(/[A-Z]/g, (letter) => String(letter.charCodeAt(0) - 55));
  const check = 98n - (BigInt(digits) % 97n);
  return `KZ${String(check).padStart(2, '0')}${account}`;
}
