import { type Edit, settle } from '../../../experiment/edit/edited.ts';
import { DEFAULT_PRECISION } from '../../../experiment/precision-schema.ts';
import type { ExperimentArm } from '../../../experiment/schema.ts';
import { DEFAULT_SERVING, type Serving } from '../../../steps/serving.ts';
import type { LoadCrowd } from './crowd-edits.ts';

/** How an arm serves, every default filled. */
export function servingOf({ serving }: Pick<ExperimentArm, 'serving'>): Serving {
  return serving ?? DEFAULT_SERVING;
}

/** What of a serving is to change; what may be left out of one goes by null. */
type Optional = 'effort' | 'route' | 'faults';
export type ServingChange = Partial<Omit<Serving, Optional>> & {
  readonly [Field in Optional]?: NonNullable<Serving[Field]> | null;
};

export function changedServing(before: Serving, change: ServingChange): Serving {
  const { effort, route, faults, ...serving } = { ...before, ...change };
  return { ...serving, ...(effort && { effort }), ...(route && { route }), ...(faults && { faults }) };
}

/** Of an experiment without a crowd nothing changes. */
export const withCrowd =
  (change: Partial<LoadCrowd>): Edit =>
  (experiment) =>
    settle(experiment, experiment.crowd ? { crowd: { ...experiment.crowd, ...change } } : {});

/** Whether a crowd asks tasks that have right answers. */
export const withTasks =
  (tasks: boolean): Edit =>
  (experiment) => {
    if (!experiment.crowd) return settle(experiment, {});
    const { asks: _, ...crowd } = experiment.crowd;
    return settle(experiment, { crowd: { ...crowd, ...(tasks && { asks: 'tasks' }) } });
  };

/** An arm with other settings; everything else of it stays. */
export const withArm =
  (name: string, change: Partial<ExperimentArm>): Edit =>
  (experiment) =>
    settle(experiment, {
      arms: experiment.arms.map((arm) => (arm.name === name ? { ...arm, ...change } : arm)),
    });

/** An arm for which nobody drafts, in which nobody is verified, whose activations stay as they are, whose weights have one width, or that draws among all tokens. */
export const withoutIt =
  (name: string, what: 'speculation' | 'verify' | 'quantize' | 'dynamic' | 'sampler'): Edit =>
  (experiment) =>
    settle(experiment, {
      arms: experiment.arms.map((arm) => {
        if (arm.name !== name) return arm;
        const { [what]: _, ...rest } = arm;
        return rest;
      }),
    });

export const withServing =
  (name: string, change: ServingChange): Edit =>
  (experiment) => {
    const arm = experiment.arms.find((each) => each.name === name);
    return arm
      ? withArm(name, { serving: changedServing(servingOf(arm), change) })(experiment)
      : { ok: true, experiment };
  };

/** Precision under load with the thresholds that it has or begins with; null: off. */
export const withPrecision =
  (name: string, to: 'q8' | 'q4' | null): Edit =>
  (experiment) => {
    const arm = experiment.arms.find((each) => each.name === name);
    if (!arm) return { ok: true, experiment };
    const { precision, ...serving } = servingOf(arm);
    return withArm(name, {
      serving: to === null ? serving : { ...serving, precision: { ...DEFAULT_PRECISION, ...precision, to } },
    })(experiment);
  };

export const withClock =
  (kind: 'virtual' | 'real'): Edit =>
  (experiment) =>
    settle(experiment, { clock: { kind, speed: 1 } });
