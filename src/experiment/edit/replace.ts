import { canonicalExperiment, canonicalJson } from '../canonical.ts';
import type { Experiment } from '../schema.ts';
import type { Edited } from './edited.ts';

/** Puts a whole experiment in the place of another. Parts that are alike stay the same objects, so that a history shares them. */
export function replaceExperiment(before: Experiment, after: Experiment): Edited {
  if (canonicalExperiment(before) === canonicalExperiment(after)) return { ok: true, experiment: before };
  return {
    ok: true,
    experiment: {
      ...after,
      requests: shared(before.requests, after.requests),
      arms: shared(before.arms, after.arms),
      compare:
        canonicalJson(before.compare) === canonicalJson(after.compare) ? before.compare : after.compare,
    },
  };
}

function shared<Part>(before: readonly Part[], after: readonly Part[]): readonly Part[] {
  const known = new Map(before.map((part) => [canonicalJson(part), part]));
  return after.map((part) => known.get(canonicalJson(part)) ?? part);
}
