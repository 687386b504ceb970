/**
 * The individual identification number: YYMMDD, a digit for century and sex, four serial digits, a check digit.
 * A false refusal would shut somebody out, so this looks only at what the law fixes; the server has the last word.
 */
export function iin_is_valid(text: string): boolean {
  if (!/^\d{12}$/.test(text)) return false;
  const digits = Array.from(text, Number);
  const check = (weights: number[]) => weights.reduce((sum, weight, i) => sum + weight * digits[i]!, 0) % 11;
  let key = check([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11]);
  if (key === 10) key = check([3, 4, 5, 6, 7, 8, 9, 10, 11, 1, 2]);
  return key === digits[11];
}
