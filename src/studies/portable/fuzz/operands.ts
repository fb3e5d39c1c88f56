import { f32Bits, f32FromBits } from '../../../numerics/bits.ts';
import { mixBits } from '../../../numerics/gumbel.ts';
import { PORTABLE_BITS } from '../../../numerics/portable/constants.ts';
import { type Primitive, within } from './primitives.ts';

type Words = Uint32Array<ArrayBuffer>;
export type Operands = readonly [a: Words, b: Words, c: Words];

const { LEAST, LEAST_PRODUCT, EXP_LOWEST, EXP_HIGHEST } = PORTABLE_BITS;
const FRACTION = 0x7fffff;
const SIGN = 0x80000000;
/** Zero, subnormals, the least normal, thresholds, powers of two, the largest, infinity, NaN. */
const EDGES = [
  ...[0, 1, 0x007fffff, 0x00800000, LEAST_PRODUCT, LEAST, EXP_LOWEST & 0x7fffffff, EXP_HIGHEST],
  ...[
    0x3f000000, 0x3f800000, 0x40000000, 0x3f3504f3, 0x7e800000, 0x7f000000, 0x7f7fffff, 0x7f800000,
    0x7fc00000,
  ],
];

/**
 * Operands `from` to `from` + `count` of a primitive, as bits: any bits, edges and their neighbours, ordinary numbers, ties, cancellations, and what
 * overflows or falls below the thresholds, an eighth each. The i-th follows from i alone, so that every implementation is asked the same.
 */
export function operandsOf({ domains }: Primitive, from: number, count: number): Operands {
  const operands = [new Uint32Array(count), new Uint32Array(count), new Uint32Array(count)] as const;
  const [a, b, c] = operands;
  for (let i = 0; i < count; i++) {
    const index = from + i;
    const kind = index % 8;
    const draw = (place: number) => mixBits(mixBits(index) ^ (place * 0x9e3779b1));
    a[i] = within(domains[0], drawn(kind, draw(0), draw(1)));
    b[i] = domains.length > 1 ? within(domains[1], second(kind, a[i], draw(2), draw(3), domains)) : 0;
    c[i] = domains.length > 2 ? within(domains[2], third(kind, a[i], b[i], draw(4), draw(5))) : 0;
  }
  return operands;
}

function drawn(kind: number, h: number, g: number): number {
  const sign = (g & SIGN) >>> 0;
  switch (kind) {
    case 1:
      return ((sign | EDGES[h % EDGES.length]) + (g % 7) - 3) >>> 0;
    case 2:
    case 4:
      return withExponent(h, 120 + (g % 15), sign);
    // Twelve bits, so that a product with thirteen lies in the middle of two.
    case 3:
      return (withExponent(h, 100 + (g % 55), sign) & ~0xfff) | 0x1000;
    case 5:
      return withExponent(h, 190 + (g % 4), sign);
    case 6:
      return withExponent(h, 74 + (g % 6), sign);
    case 7:
      return g % 3 === 0 ? sign : withExponent(h, 1 + (g % 254), sign);
    default:
      return h;
  }
}

function second(kind: number, a: number, h: number, g: number, domains: Primitive['domains']): number {
  if (kind === 3 && domains[1] === 'summand') return halfStep(a, g);
  if (kind === 3) return (drawn(2, h, g) & ~0x7ff) | 0x800;
  if (kind === 4 && domains[1] === 'summand') return ((a ^ SIGN) + (g % 5) - 2) >>> 0;
  if (kind === 5) return withExponent(h, 190 - 127 + (g % 5), (g & SIGN) >>> 0);
  // The product's exponent about 2^-102 or, of what is no operand, about 2^-126.
  if (kind === 6) return withExponent(h, (g & 8 ? 76 : 52) + (g % 6), (g & SIGN) >>> 0);
  return drawn(kind, h, g);
}

/** Near the product with the other sign, half a step beside it, or anything. */
function third(kind: number, a: number, b: number, h: number, g: number): number {
  const product = f32Bits(-Math.fround(f32FromBits(a) * f32FromBits(b)));
  if (kind === 4) return (product + (g % 5) - 2) >>> 0;
  if (kind === 3) return halfStep(product, g);
  return drawn(kind, h, g);
}

/** Half a unit in the last place of a number, or an odd multiple of it: a sum with it lies in the middle of two. */
function halfStep(bits: number, g: number): number {
  const exponent = (bits >>> 23) & 0xff;
  return exponent < 25 ? g : (((exponent - 24) << 23) | (g & SIGN) | ((g & 3) << 21)) >>> 0;
}

function withExponent(h: number, exponent: number, sign: number): number {
  return ((h & FRACTION) | (exponent << 23) | sign) >>> 0;
}
