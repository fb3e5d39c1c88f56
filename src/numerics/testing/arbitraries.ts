import fc from 'fast-check';
import { f32FromBits } from '../bits.ts';

/** Any f32 by its bits, so that every exponent, subnormals included, is as likely as any other. */
export const anyF32 = fc.integer({ min: 0, max: 0xffffffff }).map(f32FromBits);

export const finiteF32 = anyF32.filter(Number.isFinite);

/** f32 values of the size activations and weights have. */
export const moderateF32 = fc.float({ min: -8, max: 8, noNaN: true });

/** Reproducible values of order 1 for arrays that need no shrinking: a linear congruential generator's upper bits. */
export function randomValues(length: number, seed: number): Float32Array<ArrayBuffer> {
  let state = BigInt(seed) * 2n + 1n;
  return Float32Array.from({ length }, () => {
    state = BigInt.asUintN(64, state * 6364136223846793005n + 1442695040888963407n);
    return Number(state >> 32n) / 2 ** 31 - 1;
  });
}
