import type { Experiment } from './schema.ts';

/**
 * The one text of an experiment: JSON with sorted keys, no spaces, every default written out, so that the same experiment
 * gives the same link and the same hash whatever order its fields were written in, and keeps its meaning if a default changes.
 */
export function canonicalExperiment(experiment: Experiment): string {
  return canonicalJson(experiment);
}

/** JSON text of a JSON value with every object's keys in code unit order. */
export function canonicalJson(value: unknown): string {
  return JSON.stringify(value, (_key, inner: unknown) => {
    if (typeof inner !== 'object' || inner === null || Array.isArray(inner)) return inner;
    return Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1)));
  });
}
