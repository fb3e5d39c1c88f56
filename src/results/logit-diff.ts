import { bitsOf } from '../numerics/bits.ts';
import { ulpDistance32 } from '../numerics/ulp.ts';

/** How two vectors of logits for one position differ. All zero where every bit agrees. */
export interface LogitDiff {
  /** Logits that differ in any bit; -0 and 0 do. */
  readonly differing: number;
  /** Largest distance in units in the last place; Infinity where a NaN stands against another value. */
  readonly maxUlp: number;
  /** The same over logits whose sign agrees: distances across zero count every f32 between, some two thousand million. */
  readonly maxUlpSameSign: number;
  /** Logits whose sign bit differs: small values on the two sides of zero. */
  readonly crossings: number;
  /** Largest |a - b|; Infinity where that is no number. */
  readonly maxAbsolute: number;
  /** KL(softmax a || softmax b) in nats. */
  readonly kl: number;
}

/** Of equal bits. */
export const IDENTICAL: LogitDiff = {
  differing: 0,
  maxUlp: 0,
  maxUlpSameSign: 0,
  crossings: 0,
  maxAbsolute: 0,
  kl: 0,
};

/** Compares two (vocabulary) vectors bit by bit. Throws RangeError where their lengths differ. */
export function logitDiff(a: Float32Array, b: Float32Array): LogitDiff {
  if (a.length !== b.length) throw new RangeError(`cannot compare ${a.length} logits with ${b.length}`);
  const bitsA = bitsOf(a);
  const bitsB = bitsOf(b);
  let differing = 0;
  let maxUlp = 0;
  let maxUlpSameSign = 0;
  let crossings = 0;
  let maxAbsolute = 0;
  for (let i = 0; i < a.length; i++) {
    if (bitsA[i] === bitsB[i]) continue;
    differing++;
    const ulp = ulpDistance32(a[i]!, b[i]!);
    maxUlp = Math.max(maxUlp, ulp);
    if (signsDiffer(bitsA[i]!, bitsB[i]!)) crossings++;
    else maxUlpSameSign = Math.max(maxUlpSameSign, ulp);
    maxAbsolute = Math.max(maxAbsolute, infinityForNaN(Math.abs(a[i]! - b[i]!)));
  }
  if (differing === 0) return IDENTICAL;
  return { differing, maxUlp, maxUlpSameSign, crossings, maxAbsolute, kl: klDivergence(a, b) };
}

/** Of two f32 given by their bits. */
export function signsDiffer(bitsA: number, bitsB: number): boolean {
  return (bitsA ^ bitsB) < 0;
}

/**
 * KL(softmax a || softmax b) in nats, in f64. With r = log(q / p), the sum of p (e^r - 1 - r) equals the textbook sum of
 * -p r, because the p and the q each add up to 1; but none of its terms is negative, so nothing cancels and a
 * divergence of 1e-14, which is what a change of summation order gives, keeps its digits.
 * Infinity where either side has a NaN or an infinity that leaves the divergence undefined.
 */
export function klDivergence(a: Float32Array, b: Float32Array): number {
  const logZa = logSumExp(a);
  const logZb = logSumExp(b);
  let sum = 0;
  for (let i = 0; i < a.length; i++) {
    const logP = a[i]! - logZa;
    const logQ = b[i]! - logZb;
    const p = Math.exp(logP);
    const r = logQ - logP;
    if (p === 0) sum += Math.exp(logQ);
    else if (Math.abs(r) < 1e-3) sum += p * r * r * (1 / 2 + r * (1 / 6 + r * (1 / 24 + r / 120)));
    else sum += Math.exp(logQ) - p - p * r;
  }
  return infinityForNaN(sum);
}

/** logit(top1) - logit(top2): 0 is a tie. Throws RangeError on fewer than two logits. */
export function margin(logits: Float32Array): number {
  if (logits.length < 2) throw new RangeError(`a margin needs two logits, found ${logits.length}`);
  let first = Number.NEGATIVE_INFINITY;
  let second = Number.NEGATIVE_INFINITY;
  for (const logit of logits) {
    if (logit > first) {
      second = first;
      first = logit;
    } else if (logit > second) second = logit;
  }
  return first - second;
}

/** log(sum(exp(logits))) in f64; the maximum is taken out, so that no exponential overflows. */
export function logSumExp(logits: Float32Array): number {
  let maximum = Number.NEGATIVE_INFINITY;
  for (const logit of logits) maximum = Math.max(maximum, logit);
  let sum = 0;
  for (const logit of logits) sum += Math.exp(logit - maximum);
  return maximum + Math.log(sum);
}

function infinityForNaN(x: number): number {
  return Number.isNaN(x) ? Number.POSITIVE_INFINITY : x;
}
