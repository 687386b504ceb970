/** Decimal numbers as the server's rules have them: 34 digits, round half to even. 0.1 + 0.2 is 0.3. */
const digits = 34;

function length_of(n: bigint): number {
  return (n < 0n ? -n : n).toString().length;
}

/** `n` × 10^`e`, cut to 34 digits; `rest`: something not zero was cut off before. */
function rounded(n: bigint, e: number, rest = false): Decimal {
  const over = length_of(n) - digits;
  if (over <= 0) return new Decimal(n, e);
  const unit = 10n ** BigInt(over);
  const size = n < 0n ? -n : n;
  let kept = size / unit;
  const twice = (size % unit) * 2n;
  if (twice > unit || (twice === unit && (rest || kept % 2n === 1n))) kept += 1n;
  const signed = n < 0n ? -kept : kept;
  return length_of(kept) > digits ? rounded(signed, e + over) : new Decimal(signed, e + over);
}

export class Decimal {
  constructor(
    readonly n: bigint,
    readonly e: number = 0,
  ) {}

  /** "-12.50", "1E+40"; null for anything else. */
  static parse(text: string): Decimal | null {
    const found = /^([+-]?)(\d*)(?:\.(\d*))?(?:[eE]([+-]?\d{1,5}))?$/.exec(text);
    const whole = found?.[2] ?? '';
    const fraction = found?.[3] ?? '';
    if (!found || whole + fraction === '') return null;
    const size = BigInt(whole + fraction);
    return rounded(found[1] === '-' ? -size : size, Number(found[4] ?? 0) - fraction.length);
  }

  add(other: Decimal): Decimal {
    const e = Math.min(this.e, other.e);
    return rounded(this.at(e) + other.at(e), e);
  }
  subtract(other: Decimal): Decimal {
    return this.add(other.negate());
  }
  multiply(other: Decimal): Decimal {
    return rounded(this.n * other.n, this.e + other.e);
  }
  /** Null for division by zero. */
  divide(other: Decimal): Decimal | null {
    if (other.n === 0n) return null;
    const more = Math.max(0, digits + 2 + length_of(other.n) - length_of(this.n));
    const from = this.n * 10n ** BigInt(more);
    return rounded(from / other.n, this.e - other.e - more, from % other.n !== 0n);
  }
  negate(): Decimal {
    return new Decimal(-this.n, this.e);
  }
  /** Below zero, zero or above, as `this` is less, the same or more. */
  compare(other: Decimal): number {
    const e = Math.min(this.e, other.e);
    const [a, b] = [this.at(e), other.at(e)];
    return a < b ? -1 : a > b ? 1 : 0;
  }
  /** The whole number that it is; null if it has a fraction. */
  whole(): bigint | null {
    if (this.e >= 0) return this.at(0);
    const unit = 10n ** BigInt(-this.e);
    return this.n % unit === 0n ? this.n / unit : null;
  }
  /** Without its fraction. */
  cut(): bigint {
    return this.e >= 0 ? this.at(0) : this.n / 10n ** BigInt(-this.e);
  }

  private at(e: number): bigint {
    return this.n * 10n ** BigInt(this.e - e);
  }
}
