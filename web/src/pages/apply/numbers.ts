/** Numbers and sums as people type them: "1 250 000", "12,5", "45 000 ₸". */

/** Without spaces and currency, with a point; what is not a number stays as it is. */
export function plain_number(typed: string): string {
  const text = typed
    .replace(/[\s\u00a0\u202f]/g, '')
    .replace(/(₸|тг\.?|тенге|теңге|tenge)$/i, '')
    .replace(/^[\u2212\u2013]/, '-')
    .replace(',', '.');
  return /^-?\d+(\.\d*)?$/.test(text) ? text.replace(/\.$/, '') : text;
}

/** A sum in whole tiyn; null if it is none, or has more than two digits after the point. */
export function hundredths(plain: string): number | null {
  const found = /^(\d{1,13})(?:\.(\d{1,2}))?$/.exec(plain);
  if (!found) return null;
  return Number(found[1]) * 100 + Number((found[2] ?? '').padEnd(2, '0') || 0);
}
