import { experimentsOf } from './experiments.ts';
import type { NamedExperiment } from './lab-state.ts';

const files = import.meta.glob<unknown>(
  [
    '/experiments/canary-promote.json',
    '/experiments/canary-rollback.json',
    '/experiments/long-prompt-joins.json',
    '/experiments/memory-runs-out.json',
    '/experiments/precision-under-load.json',
    '/experiments/same-model-two-queues.json',
    '/experiments/viral-surge.json',
    '/experiments/warm-cold.json',
  ],
  { eager: true, import: 'default' },
);

/** The experiments that only run under load, apart from the others so that the lab's first screen does without them. */
export const loadExperiments: readonly NamedExperiment[] = experimentsOf(files);
