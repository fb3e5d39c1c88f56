import { everyKeys } from '../key-cut.ts';
import { fixedRuns } from '../plan.ts';
import { halvedLanes, quadLanes } from './cuts.ts';
import { pinned } from './pinned.ts';
import type { KernelSetRules } from './rules.ts';

const SPLIT = 64;
const CUT = everyKeys(SPLIT);

/** One reduction order, many tilings: sums are cut by K or the row's own context alone. */
export const invariant = {
  name: 'invariant',
  library: null,
  version: 1,
  batchInvariant: true,
  math: 'native',
  standIn: pinned,
  oneTile: null,
  readsParallelism: [],
  matmul: ({ terms }) => quadLanes(fixedRuns(terms, invariantChunk(terms))),
  rmsnorm: (_, terms) => halvedLanes(64, terms),
  cut: () => CUT,
  mostSplits: ({ rows, context }) => rows * Math.ceil(context / SPLIT),
} as const satisfies KernelSetRules;

/** Length of the chunks that K is cut into: from K alone. */
export function invariantChunk(terms: number): number {
  if (terms <= 512) return 64;
  return terms <= 2048 ? 128 : 256;
}
