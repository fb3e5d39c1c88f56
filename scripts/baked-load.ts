import type { Experiment } from '../src/experiment/schema.ts';
import type { LoadEvent } from '../src/lab/load/load-events.ts';
import type { LoadOptions } from '../src/lab/load/load-options.ts';
import { loadSetting } from '../src/lab/load/load-setting.ts';
import { resolveLoad } from '../src/lab/load/resolve-load.ts';
import { runLoad } from '../src/lab/load/run-load.ts';
import { EVERY_POSITION } from '../src/lab/load/shadows.ts';
import type { LoadedModel } from '../src/model/load.ts';
import type { LoadArm, LoadRecord, LoadStep } from '../src/results/load/load-record.ts';

/** The pool is drawn where somebody looks: every so many steps are enough. */
const OWNERS_EVERY = 4;

/** Steps as they were told, which alone say who held which block. */
function withSteps(arm: LoadArm, told: readonly LoadEvent[]): LoadArm {
  const steps = told.flatMap((event) =>
    event.type === 'step' && event.arm === arm.name ? [event.step] : [],
  );
  let since = OWNERS_EVERY;
  const thinned = steps.map(({ owners, ...step }): LoadStep => {
    since++;
    if (!owners || since < OWNERS_EVERY) return step;
    since = 0;
    return { ...step, owners };
  });
  return { ...arm, steps: thinned };
}

/** A run of an experiment as the page Load shows it before it has one of its own; the test that says whether it is stale runs it likewise. */
export async function runToBake(
  experiment: Experiment,
  model: LoadedModel,
  options: Pick<LoadOptions, 'engine'> & Partial<LoadOptions>,
): Promise<LoadRecord> {
  const told: LoadEvent[] = [];
  const resolved = resolveLoad(experiment, model);
  const ran = await runLoad(resolved, {
    ...options,
    ...{ model, ...loadSetting(experiment), shadows: EVERY_POSITION },
    notes: resolved.scaled === null ? [] : [resolved.scaled],
    keeping: { requests: true, steps: false, plans: true },
    onEvent: (event) => told.push(event),
  });
  return { ...ran, arms: ran.arms.map((arm) => withSteps(arm, told)) };
}
