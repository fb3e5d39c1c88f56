import { parseExperiment } from '../../experiment/schema.ts';
import type { NamedExperiment } from './lab-state.ts';

const files = import.meta.glob<unknown>(
  [
    '/experiments/*.json',
    // What only runs under load comes with what shows it: load-experiments.ts.
    '!/experiments/canary-promote.json',
    '!/experiments/canary-rollback.json',
    '!/experiments/long-prompt-joins.json',
    '!/experiments/memory-runs-out.json',
    '!/experiments/precision-under-load.json',
    '!/experiments/same-model-two-queues.json',
    '!/experiments/viral-surge.json',
    '!/experiments/warm-cold.json',
  ],
  { eager: true, import: 'default' },
);

const FIRST = 'needle';

/** Ids of the experiments that only run under load. */
export const LOAD_ONLY: readonly string[] = [
  'canary-promote',
  'canary-rollback',
  'long-prompt-joins',
  'memory-runs-out',
  'precision-under-load',
  'same-model-two-queues',
  'viral-surge',
  'warm-cold',
];

/** The experiments that come with the lab, the needle first. Throws ExperimentError where one of them is not valid. */
export const bundledExperiments: readonly NamedExperiment[] = experimentsOf(files).toSorted(
  (a, b) => Number(b.id === FIRST) - Number(a.id === FIRST),
);

/** Files by path as experiments by name, in the order of their names. */
export function experimentsOf(contents: Readonly<Record<string, unknown>>): NamedExperiment[] {
  return Object.entries(contents)
    .map(([path, json]) => ({
      id: path.slice('/experiments/'.length, -'.json'.length),
      experiment: parseExperiment(json),
    }))
    .toSorted((a, b) => a.id.localeCompare(b.id));
}
