/**
 * The numbers of people, organisations and accounts, as far as their own check digits go: a false refusal would shut
 * somebody out, so this looks only at what the law fixes; the server has the last word.
 */

/** The individual identification number: YYMMDD, a digit for century and sex, four serial digits, a check digit. */
export function iin_is_valid(text: string): boolean {
  if (!/^\d{12}$/.test(text)) return false;
  const digits = Array.from(text, Number);
  const check = (weights: number[]) => weights.reduce((sum, weight, i) => sum + weight * digits[i]!, 0) % 11;
  let key = check([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11]);
  if (key === 10) key = check([3, 4, 5, 6, 7, 8, 9, 10, 11, 1, 2]);
  return key === digits[11];
}

/** The business identification number: YYMM and more, with the same check digit. */
export const bin_is_valid = iin_is_valid;

/** An account's number (ISO 13616): country, two check digits, then the bank's own; modulo 97 it leaves 1. */
export function iban_is_valid(text: string): boolean {
  if (!/^[A-Z]{2}\d{2}[A-Z0-9]{11,30}$/.test(text)) return false;
  let rest = 0;
  for (const symbol of text.slice(4) + text.slice(0, 4)) {
    for (const digit of String(parseInt(symbol, 36))) rest = (rest * 10 + Number(digit)) % 97;
  }
  return rest === 1;
}
