/**
 * A version 7 UUID (RFC 9562, section 5.7): 48 bits of milliseconds, then random bits. Time comes first, so that
 * the server's index of keys grows at its end.
 */
export function uuid_v7(now_ms: number, random: Uint8Array): string {
  if (random.length !== 10) throw new RangeError('ten random bytes are needed');
  const bytes = new Uint8Array(16);
  for (let i = 0; i < 6; ++i) bytes[i] = Math.floor(now_ms / 2 ** (8 * (5 - i))) % 256;
  bytes.set(random, 6);
  bytes[6] = 0x70 | (bytes[6]! & 0x0f);
  bytes[8] = 0x80 | (bytes[8]! & 0x3f);
  const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-');
}

export function new_uuid_v7(): string {
  return uuid_v7(Date.now(), crypto.getRandomValues(new Uint8Array(10)));
}
