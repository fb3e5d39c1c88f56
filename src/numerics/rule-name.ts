import type { KernelSet } from './dtypes.ts';

/** The version of each set's plans. A set that sums in another order than before gets a new one (NUMERICS: reduction plans). */
const VERSIONS: Readonly<Record<KernelSet, number>> = { variant: 1, invariant: 1, pinned: 1 };

/** The name of a set's rules with their version, as records, step logs, looks and links quote it: `invariant@1`. */
export function ruleName(set: KernelSet): string {
  return `${set}@${VERSIONS[set]}`;
}
