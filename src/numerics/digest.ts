/** Four u32 that stand for all bits of one position's logits. */
export type Digest = Uint32Array;

/** Words of a `Digest`. */
export const DIGEST_LANES = 4;

const MIX_BITS_A = 0xcc9e2d51;
const MIX_BITS_B = 0x1b873593;
const MIX_INDEX = 0x9e3779b1;
const FINISH_A = 0x85ebca6b;
const FINISH_B = 0xc2b2ae35;
/** Of each lane; the second as a signed word, so that all arithmetic stays in 32 bits. */
const [S0, S1, S2, S3] = [0x243f6a88, 0x85a308d3 | 0, 0x13198a2e, 0x03707344];

/**
 * The digest of `logits` (vocabulary), NUMERICS.md §7: lane l is the sum over all token ids t, modulo 2^32, of a mix of t, the bits
 * of logit t and l. A sum of integers has no order, so any number of workgroups may add to it: the device makes the same four words.
 * Bits, not values: -0 is not 0, and every NaN is its own. Equal logits give equal digests; different ones collide with a
 * probability near 2^-128 unless someone looks for a collision, so a digest tells results apart and proves nothing to a forger.
 */
export function digestOf(logits: Float32Array): Digest {
  const bits = new Int32Array(logits.buffer, logits.byteOffset, logits.length);
  let [sum0, sum1, sum2, sum3] = [0, 0, 0, 0];
  for (let token = 0; token < bits.length; token++) {
    const value = mixedBits(bits[token]);
    const place = Math.imul(token, MIX_INDEX);
    sum0 = (sum0 + finished(value ^ ((place + S0) | 0))) | 0;
    sum1 = (sum1 + finished(value ^ ((place + S1) | 0))) | 0;
    sum2 = (sum2 + finished(value ^ ((place + S2) | 0))) | 0;
    sum3 = (sum3 + finished(value ^ ((place + S3) | 0))) | 0;
  }
  return Uint32Array.of(sum0, sum1, sum2, sum3);
}

/** Whether two positions' logits have the same bits, as far as their digests tell. */
export function sameDigest(a: Digest, b: Digest): boolean {
  return a[0] === b[0] && a[1] === b[1] && a[2] === b[2] && a[3] === b[3];
}

/** The half of the mix that all lanes share. */
function mixedBits(bits: number): number {
  const multiplied = Math.imul(bits, MIX_BITS_A);
  return Math.imul((multiplied << 15) | (multiplied >>> 17), MIX_BITS_B);
}

/** Spreads every bit over the word. */
function finished(h: number): number {
  const first = Math.imul(h ^ (h >>> 16), FINISH_A);
  const second = Math.imul(first ^ (first >>> 13), FINISH_B);
  return second ^ (second >>> 16);
}
