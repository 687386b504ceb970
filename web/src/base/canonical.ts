/**
 * The JSON Canonicalization Scheme (RFC 8785): keys by UTF-16 code units, numbers as ECMAScript writes
 * them, no white space.
 * JavaScript's own sort, numbers and strings are what the RFC was written after, so little is left to do.
 */
export type Json = null | boolean | number | string | Json[] | { [key: string]: Json };

export function canonical_json(value: Json): string {
  if (typeof value === 'number' && !Number.isFinite(value)) throw new RangeError('JSON has no such number');
  if (typeof value === 'string' && !is_well_formed(value)) throw new RangeError('JSON has no lone surrogates');
  if (value === null || typeof value !== 'object') return JSON.stringify(value);
  if (Array.isArray(value)) return `[${value.map(canonical_json).join(',')}]`;
  const members = Object.keys(value)
    .sort()
    .map((key) => `${canonical_json(key)}:${canonical_json(value[key] as Json)}`);
  return `{${members.join(',')}}`;
}

/**
 * Lone surrogates are no Unicode: `encodeURIComponent` refuses them (and, unlike a look-behind, old Safari
 * can read this).
 */
function is_well_formed(text: string): boolean {
  try {
    encodeURIComponent(text);
    return true;
  } catch {
    return false;
  }
}
