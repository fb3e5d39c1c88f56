import { argmax, highestOf } from '../numerics/highest.ts';

/** Highest logits of each side that count as contenders. */
export const CONTENDERS = 6;

/**
 * How far the difference between two arms moved a contender against a's choice. With i = argmax a and the contenders j
 * the `CONTENDERS` highest of either side but i: max over j of |(b[j] - b[i]) - (a[j] - a[i])|.
 * For b to choose some j, b[j] >= b[i], so that difference is at least a[i] - a[j], which is at least the margin; and b's choice is always
 * a contender. So a greedy flip is possible only where perturbation >= margin. The converse does not hold: the contender that moved most
 * need not be the one that was close.
 */
export function perturbation(a: Float32Array, b: Float32Array): number {
  const chosen = argmax(a);
  const contenders = new Set([...highestOf(a, CONTENDERS), ...highestOf(b, CONTENDERS)]);
  let most = 0;
  // Subtracted in this order, rounding cannot bring a flip's perturbation below its margin.
  for (const j of contenders) most = Math.max(most, Math.abs(b[j] - b[chosen] + (a[chosen] - a[j])));
  return most;
}
