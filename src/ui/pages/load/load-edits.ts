import { type Edit, settle } from '../../../experiment/edit/edited.ts';
import type { ExperimentArm } from '../../../experiment/schema.ts';
import { DEFAULT_SERVING, type Effort, type Serving } from '../../../steps/serving.ts';
import type { LoadCrowd } from './crowd-edits.ts';

/** How an arm serves, every default filled. */
export function servingOf({ serving }: Pick<ExperimentArm, 'serving'>): Serving {
  return serving ?? DEFAULT_SERVING;
}

/** What of a serving is to change; what may be left out of one goes by null. */
export type ServingChange = Partial<Omit<Serving, 'effort'>> & { readonly effort?: Effort | null };

export function changedServing(
  { effort: before, ...serving }: Serving,
  { effort = before ?? null, ...change }: ServingChange,
): Serving {
  return { ...serving, ...change, ...(effort && { effort }) };
}

/** Of an experiment without a crowd nothing changes. */
export const withCrowd =
  (change: Partial<LoadCrowd>): Edit =>
  (experiment) =>
    settle(experiment, experiment.crowd ? { crowd: { ...experiment.crowd, ...change } } : {});

/** An arm with other settings; everything else of it stays. */
export const withArm =
  (name: string, change: Partial<ExperimentArm>): Edit =>
  (experiment) =>
    settle(experiment, {
      arms: experiment.arms.map((arm) => (arm.name === name ? { ...arm, ...change } : arm)),
    });

export const withServing =
  (name: string, change: ServingChange): Edit =>
  (experiment) => {
    const arm = experiment.arms.find((each) => each.name === name);
    return arm
      ? withArm(name, { serving: changedServing(servingOf(arm), change) })(experiment)
      : { ok: true, experiment };
  };

export const withClock =
  (kind: 'virtual' | 'real'): Edit =>
  (experiment) =>
    settle(experiment, { clock: { kind, speed: 1 } });
