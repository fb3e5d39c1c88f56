import { WHOLE } from '../key-cut.ts';
import { wholeRun } from '../plan.ts';
import { halvedLanes, quadLanes } from './cuts.ts';
import type { KernelSetRules } from './rules.ts';

/** The simple way to invariance: one tile for every M, nothing is split. */
export const pinned = {
  name: 'pinned',
  library: null,
  version: 1,
  batchInvariant: true,
  math: 'native',
  standIn: null,
  oneTile: { rows: 32, columns: 32 },
  readsParallelism: [],
  matmul: ({ terms }) => quadLanes([wholeRun(terms)]),
  rmsnorm: (_, terms) => halvedLanes(64, terms),
  cut: () => WHOLE,
  mostSplits: ({ rows }) => rows,
} as const satisfies KernelSetRules;
