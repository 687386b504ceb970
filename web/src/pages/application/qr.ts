/**
 * A QR code (ISO/IEC 18004): bytes, error correction M, versions 1-6, which hold 106 bytes: our addresses are shorter.
 * Any of the eight masks can be read; the one with the fewest long runs and blocks is taken.
 */
import { bytes_of } from '../../base/bytes';

/** By version from 1: blocks, data bytes of each, bytes of error correction of each.  Source: table 9. */
const shapes = [
  [1, 16, 10],
  [1, 28, 16],
  [1, 44, 26],
  [2, 32, 18],
  [2, 43, 24],
  [4, 27, 16],
] as const;

/** Rows of modules, true for dark; null if the text is too long. */
export function qr_code(text: string): boolean[][] | null {
  let best: boolean[][] | null = null;
  let least = Infinity;
  for (let mask = 0; mask < masks.length; ++mask) {
    const drawn = qr_with_mask(text, mask);
    if (drawn === null) return null;
    const faults = penalty(drawn);
    if (faults < least) [best, least] = [drawn, faults];
  }
  return best;
}

export function qr_with_mask(text: string, mask: number): boolean[][] | null {
  const bytes = bytes_of(text);
  const version = shapes.findIndex(([blocks, data]) => bytes.length + 2 <= blocks * data) + 1;
  return version === 0 ? null : draw(interleaved(data_words(bytes, version), version), version, mask);
}

/** Mode, length, bytes, end and padding. */
function data_words(bytes: Uint8Array, version: number): number[] {
  const [blocks, data] = shapes[version - 1]!;
  const bits = [0b0100, bytes.length >> 4, bytes.length & 15];
  for (const byte of bytes) bits.push(byte >> 4, byte & 15);
  bits.push(0);
  const words: number[] = [];
  for (let i = 0; i + 1 < bits.length; i += 2) words.push((bits[i]! << 4) | bits[i + 1]!);
  for (let pad = 0xec; words.length < blocks * data; pad ^= 0xec ^ 0x11) words.push(pad);
  return words;
}

function interleaved(words: number[], version: number): number[] {
  const [blocks, data, correction] = shapes[version - 1]!;
  const parts = Array.from({ length: blocks }, (_, i) => words.slice(i * data, (i + 1) * data));
  const rests = parts.map((part) => remainder(part, correction));
  const across = (lists: number[][], length: number) =>
    Array.from({ length }, (_, i) => lists.map((list) => list[i]!)).flat();
  return [...across(parts, data), ...across(rests, correction)];
}

/** In the field of 256 elements with x⁸ + x⁴ + x³ + x² + 1. */
function times(a: number, b: number): number {
  let product = 0;
  for (let bit = 7; bit >= 0; --bit) {
    product = (product << 1) ^ ((product >> 7) * 0x11d);
    if ((b >> bit) & 1) product ^= a;
  }
  return product;
}

/** Reed-Solomon: what is left of the data, times x to the degree, divided by the generator. */
function remainder(data: number[], degree: number): number[] {
  let generator = [1];
  for (let i = 0, root = 1; i < degree; ++i, root = times(root, 2)) {
    const longer = [...generator, 0];
    generator.forEach((one, j) => (longer[j + 1] = longer[j + 1]! ^ times(one, root)));
    generator = longer;
  }
  const rest = new Array<number>(degree).fill(0);
  for (const byte of data) {
    const factor = byte ^ rest.shift()!;
    rest.push(0);
    for (let i = 0; i < degree; ++i) rest[i] = rest[i]! ^ times(generator[i + 1]!, factor);
  }
  return rest;
}

const masks: ((x: number, y: number) => boolean)[] = [
  (x, y) => (x + y) % 2 === 0,
  (_, y) => y % 2 === 0,
  (x) => x % 3 === 0,
  (x, y) => (x + y) % 3 === 0,
  (x, y) => (Math.floor(x / 3) + Math.floor(y / 2)) % 2 === 0,
  (x, y) => ((x * y) % 2) + ((x * y) % 3) === 0,
  (x, y) => (((x * y) % 2) + ((x * y) % 3)) % 2 === 0,
  (x, y) => (((x + y) % 2) + ((x * y) % 3)) % 2 === 0,
];

function draw(words: number[], version: number, mask: number): boolean[][] {
  const size = 17 + 4 * version;
  const modules: (boolean | null)[][] = Array.from({ length: size }, () => new Array<boolean | null>(size).fill(null));
  const set = (x: number, y: number, dark: boolean) => {
    if (x >= 0 && y >= 0 && x < size && y < size) modules[y]![x] = dark;
  };
  const square = (cx: number, cy: number, reach: number, light: readonly number[]) => {
    for (let dy = -reach; dy <= reach; ++dy)
      for (let dx = -reach; dx <= reach; ++dx)
        set(cx + dx, cy + dy, !light.includes(Math.max(Math.abs(dx), Math.abs(dy))));
  };
  for (let i = 0; i < size; ++i) {
    set(6, i, i % 2 === 0);
    set(i, 6, i % 2 === 0);
  }
  for (const [cx, cy] of [[3, 3], [size - 4, 3], [3, size - 4]] as const) square(cx, cy, 4, [2, 4]);
  if (version > 1) square(size - 7, size - 7, 2, [1]);
  draw_format(set, size, mask);
  // Two columns at a time from the right, up and down in turn; the column of the timing marks is passed over.
  let bit = 0;
  for (let right = size - 1; right >= 1; right -= 2) {
    if (right === 6) right = 5;
    for (let step = 0; step < size; ++step) {
      for (const x of [right, right - 1]) {
        const y = ((right + 1) & 2) === 0 ? size - 1 - step : step;
        if (modules[y]![x] !== null) continue;
        const dark = bit < words.length * 8 && ((words[bit >> 3]! >> (7 - (bit & 7))) & 1) === 1;
        modules[y]![x] = dark !== masks[mask]!(x, y);
        ++bit;
      }
    }
  }
  return modules as boolean[][];
}

/** Error correction M (00) and the mask, with their own ten check bits, twice. */
function draw_format(set: (x: number, y: number, dark: boolean) => void, size: number, mask: number): void {
  let rest = mask;
  for (let i = 0; i < 10; ++i) rest = (rest << 1) ^ ((rest >> 9) * 0x537);
  const bits = ((mask << 10) | rest) ^ 0x5412;
  const at = (i: number) => ((bits >> i) & 1) === 1;
  for (let i = 0; i < 15; ++i) {
    if (i < 6) set(8, i, at(i));
    else if (i < 8) set(8, i + 1, at(i));
    else set(i === 8 ? 7 : 14 - i, 8, at(i));
    if (i < 8) set(size - 1 - i, 8, at(i));
    else set(8, size - 15 + i, at(i));
  }
  set(8, size - 8, true);
}

function penalty(modules: boolean[][]): number {
  const size = modules.length;
  let sum = 0;
  for (let y = 0; y < size; ++y) {
    let [across, down] = [1, 1];
    for (let x = 1; x < size; ++x) {
      across = modules[y]![x] === modules[y]![x - 1] ? across + 1 : 1;
      down = modules[x]![y] === modules[x - 1]![y] ? down + 1 : 1;
      for (const run of [across, down]) sum += run === 5 ? 3 : run > 5 ? 1 : 0;
      if (y > 0 && new Set([modules[y]![x], modules[y]![x - 1], modules[y - 1]![x], modules[y - 1]![x - 1]]).size === 1)
        sum += 3;
    }
  }
  return sum;
}

/** As the path of an SVG image whose unit is one module. */
export function qr_path(modules: boolean[][]): string {
  return modules
    .flatMap((row, y) => row.flatMap((dark, x) => (dark ? [`M${x} ${y}h1v1h-1z`] : [])))
    .join('');
}
