/**
 * An application's number as people have it: Crockford base 32, 13 symbols and a check symbol (modulo 37), in groups.
 * Mistypings are found here, before anything is sent.  Source: D. Crockford, Base 32 Encoding; base/id.hpp.
 */
const alphabet = '0123456789ABCDEFGHJKMNPQRSTVWXYZ*~$=U';

export type Number_check = { number: string } | { fault: 'empty' | 'malformed' | 'check_symbol' };

/** Reads what somebody typed: either case, with or without hyphens, O for 0, I and L for 1. */
export function read_number(typed: string): Number_check {
  const symbols = typed.replace(/[\s\u2010-\u2015-]/g, '').toUpperCase().replace(/O/g, '0').replace(/[IL]/g, '1');
  if (symbols === '') return { fault: 'empty' };
  if (symbols.length !== 14 || !/^[0-7][0-9A-HJKMNP-TV-Z]{12}[0-9A-HJKMNP-TV-Z*~$=U]$/.test(symbols)) {
    return { fault: 'malformed' };
  }
  let value = 0n;
  for (const symbol of symbols.slice(0, 13)) value = value * 32n + BigInt(alphabet.indexOf(symbol));
  if (alphabet[Number(value % 37n)] !== symbols[13]) return { fault: 'check_symbol' };
  return { number: group(symbols) };
}

/** The first application number that a text names; empty if none. */
export function number_in(text: string): string {
  for (const [found] of text.matchAll(/[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z][0-9A-Z*~$=]/g)) {
    const read = read_number(found);
    if ('number' in read) return read.number;
  }
  return '';
}

/** The number that people have of a decimal id; empty if it is none. */
export function display_number(id: string): string {
  if (!/^[1-9]\d{0,18}$/.test(id)) return '';
  const value = BigInt(id);
  if (value >= 1n << 63n) return '';
  let symbols = '';
  for (let shift = 60n; shift >= 0n; shift -= 5n) symbols += alphabet[Number((value >> shift) & 31n)];
  return group(`${symbols}${alphabet[Number(value % 37n)]}`);
}

function group(symbols: string): string {
  return symbols.replace(/(.{4})(?=.)/g, '$1-');
}
