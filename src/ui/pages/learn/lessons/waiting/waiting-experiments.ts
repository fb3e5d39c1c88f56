import type { Experiment } from '../../../../../experiment/schema.ts';
import { StepCost } from '../../../../../lab/load/step-cost.ts';
import { presetOf } from '../../../load/load-store.ts';
import type { ComparedArms } from '../load-parts/arm-pair-list.tsx';

/** Of the surge's crowd, so many arrive here: half of it, since all of it takes a software adapter four minutes. */
export const SURGE_CROWD = 70;

/** One object each, by which the page knows whose results are on screen. */
export const MEMORY = presetOf('memory-runs-out')!;
export const SURGE = beginningOf(presetOf('viral-surge')!, SURGE_CROWD);

const TABLE = tableOf(MEMORY);

/** What a step takes in this lesson's pictures: the measured table that both presets go by. */
export const COST = new StepCost(TABLE);
export const MEASURED_ON = TABLE.measuredOn;

const SETS = ['variant', 'invariant'] as const;

/** The request that came last, and gives way. */
export const NEEDLE_PAIRS: readonly ComparedArms[] = SETS.flatMap((set) => [
  { a: `room, ${set}`, b: `recompute, ${set}`, changed: 'it gave way and was computed again' },
  { a: `room, ${set}`, b: `swap, ${set}`, changed: 'its blocks lay in host memory meanwhile' },
]);

/** The eldest request, which loses keys. */
export const ELDER_PAIRS: readonly ComparedArms[] = SETS.map((set) => ({
  ...{ a: `room, ${set}`, b: `evict, ${set}`, changed: 'keys between its first and last were dropped' },
}));

/** The good request of the surge. */
export const SURGE_PAIRS: readonly ComparedArms[] = [
  { a: 'first come, invariant', b: 'tiers, invariant', changed: 'when it was served, and among whom' },
  { a: 'first come', b: 'tiers', changed: 'the same, under variant kernels' },
];

/** An experiment whose crowd ends early. What its description says was found with all of it. */
function beginningOf({ description: _, ...experiment }: Experiment, most: number): Experiment {
  if (!experiment.crowd) throw new RangeError('the preset has no crowd');
  const title = `${experiment.title}, its first ${most}`;
  return { ...experiment, title, crowd: { ...experiment.crowd, most } };
}

function tableOf({ clock }: Experiment) {
  if (clock?.kind !== 'virtual' || !clock.table)
    throw new RangeError('the preset has no table for its clock');
  return clock.table;
}
