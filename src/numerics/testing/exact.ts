/** An exact binary fraction: significand x 2^exponent. Sums and products of floats are closed under it. */
export interface Exact {
  readonly significand: bigint;
  readonly exponent: number;
}

/** A finite f64 as it is. */
export function exact(x: number): Exact {
  const view = new DataView(new ArrayBuffer(8));
  view.setFloat64(0, x);
  const bits = view.getBigUint64(0);
  const field = Number((bits >> 52n) & 0x7ffn);
  const fraction = bits & 0xfffffffffffffn;
  const magnitude = field === 0 ? fraction : fraction | (1n << 52n);
  return { significand: bits >> 63n ? -magnitude : magnitude, exponent: Math.max(field, 1) - 1075 };
}

export function product(a: Exact, b: Exact): Exact {
  return { significand: a.significand * b.significand, exponent: a.exponent + b.exponent };
}

export function sum(a: Exact, b: Exact): Exact {
  const exponent = Math.min(a.exponent, b.exponent);
  const at = (x: Exact) => x.significand << BigInt(x.exponent - exponent);
  return { significand: at(a) + at(b), exponent };
}

/** The f32 nearest to an exact value, ties to even, by integer division alone. An exact zero gives +0. */
export function nearestF32({ significand, exponent }: Exact): number {
  if (significand === 0n) return 0;
  const magnitude = significand < 0n ? -significand : significand;
  const leading = exponent + magnitude.toString(2).length - 1;
  // Unit of the last of 24 bits, or of the subnormals.
  const unit = Math.max(leading - 23, -149);
  const units = inUnits(magnitude, exponent - unit);
  const value = units >= 1n << BigInt(128 - unit) ? Number.POSITIVE_INFINITY : Number(units) * 2 ** unit;
  return significand < 0n ? -value : value;
}

function inUnits(magnitude: bigint, shift: number): bigint {
  if (shift >= 0) return magnitude << BigInt(shift);
  const divisor = 1n << BigInt(-shift);
  const quotient = magnitude / divisor;
  const twiceRest = 2n * (magnitude % divisor);
  const up = twiceRest > divisor || (twiceRest === divisor && quotient % 2n === 1n);
  return up ? quotient + 1n : quotient;
}
