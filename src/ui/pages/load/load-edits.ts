import { type Edit, settle } from '../../../experiment/edit/edited.ts';
import type { ExperimentArm } from '../../../experiment/schema.ts';
import { DEFAULT_SERVING, type Serving } from '../../../steps/serving.ts';
import type { LoadCrowd } from './crowd-edits.ts';

/** How an arm serves, every default filled. */
export function servingOf({ serving }: Pick<ExperimentArm, 'serving'>): Serving {
  return serving ?? DEFAULT_SERVING;
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

/** An arm for which nobody drafts. */
export const withoutDrafts =
  (name: string): Edit =>
  (experiment) =>
    settle(experiment, {
      arms: experiment.arms.map((arm) => {
        const { speculation: _, ...rest } = arm;
        return arm.name === name ? rest : arm;
      }),
    });

export const withServing =
  (name: string, change: Partial<Serving>): Edit =>
  (experiment) => {
    const arm = experiment.arms.find((each) => each.name === name);
    return arm
      ? withArm(name, { serving: { ...servingOf(arm), ...change } })(experiment)
      : { ok: true, experiment };
  };

export const withClock =
  (kind: 'virtual' | 'real'): Edit =>
  (experiment) =>
    settle(experiment, { clock: { kind, speed: 1 } });
