import { type KernelSet, rulesOf } from './sets/sets.ts';

/** The name of a set's rules with their version, as records, step logs, looks and links quote it: `invariant@1`. */
export function ruleName(set: KernelSet): string {
  return `${set}@${rulesOf(set).version}`;
}
