import type { KeyCut } from './key-cut.ts';
import type { AttentionRow, AttentionStep, KernelSetRules } from './sets/rules.ts';

/**
 * The rule of shared-prefix (cascade) attention, with its version, as plans quote it after the name of the set that cuts the rest: keys
 * that several requests of a step share are one split, gone through once for all of them; those after it are cut by the set as if no
 * key, of whichever request, stood before them; the splits are merged in index order like any others.
 */
export const CASCADE = 'cascade@1';

/**
 * How the keys of a row that shares some are cut. A set that promises bits which follow nothing of the batch keeps its own cut, and
 * what is shared is read once only as far as a split of it ends there (steps/shared-keys.ts): who reads a split changes no bit.
 */
export function cascadeCut(rules: KernelSetRules, row: AttentionRow, step: AttentionStep): KeyCut {
  const { shared = 0, ...own } = row;
  if (shared === 0 || rules.batchInvariant) return rules.cut(own, step);
  const rest = { ...own, keys: own.keys - shared, cached: own.cached - shared };
  return { prefix: shared, suffix: rules.cut(rest, step) };
}
