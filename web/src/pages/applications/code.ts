/** A draft's code as people type it: either case, with or without hyphens, O for 0, I and L for 1. Null: it is none. */
export function read_code(typed: string): string | null {
  const code = typed.replace(/[\s\u2010-\u2015-]/g, '').toUpperCase().replace(/O/g, '0').replace(/[IL]/g, '1');
  return /^[0-9A-HJKMNP-TV-Z]{8}$/.test(code) ? code : null;
}
