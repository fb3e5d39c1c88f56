import { f32Bits, f32FromBits } from './bits.ts';
import { multiplyThenAdd as mad } from './fma.ts';

/**
 * Gumbel noise from a counter-based hash: the same code in WGSL is shaders/lib/gumbel.wgsl, which names the sources.
 * A draw depends on (seed, request, position, token) alone, so who shares the batch cannot move it.
 */
export function gumbel(seed: number, request: number, position: number, token: number): number {
  const h = mixBits(seed ^ mixBits(request ^ mixBits(position ^ mixBits(token))));
  const u = Math.fround(((h >>> 9) + 0.5) * 2 ** -23);
  return -logPositive(-logPositive(u));
}

/** Hash of a request's stable name (FNV-1a over UTF-8), the `request` of a draw. */
export function requestKey(name: string): number {
  let hash = 0x811c9dc5;
  for (const byte of new TextEncoder().encode(name)) hash = Math.imul(hash ^ byte, 0x01000193);
  return hash >>> 0;
}

/** lowbias32: every input bit reaches every output bit. */
export function mixBits(seed: number): number {
  let h = seed >>> 0;
  h = Math.imul(h ^ (h >>> 16), 0x7feb352d);
  h = Math.imul(h ^ (h >>> 15), 0x846ca68b);
  return (h ^ (h >>> 16)) >>> 0;
}

const POLYNOMIAL = [
  7.0376836292e-2, -1.151461031e-1, 1.167699874e-1, -1.2420140846e-1, 1.4249322787e-1, -1.6668057665e-1,
  2.0000714765e-1, -2.4999993993e-1, 3.3333331174e-1,
].map(Math.fround);
const LN2_HIGH = 0.693359375;
const LN2_LOW = Math.fround(-2.1219444e-4);
const SQRT_HALF_BITS = 0x3f3504f3;

/** log(x) in f32 for normal x > 0. */
export function logPositive(x: number): number {
  const shifted = (f32Bits(x) - SQRT_HALF_BITS) | 0;
  const exponent = shifted >> 23;
  const f = Math.fround(f32FromBits((shifted & 0x7fffff) + SQRT_HALF_BITS) - 1);
  const p = POLYNOMIAL.reduce((sum, coefficient) => mad(sum, f, coefficient));
  const square = Math.fround(f * f);
  const cubic = Math.fround(p * Math.fround(square * f));
  const tail = mad(exponent, LN2_LOW, mad(-0.5, square, cubic));
  return mad(exponent, LN2_HIGH, Math.fround(f + tail));
}
