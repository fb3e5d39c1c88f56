import type { Experiment } from '../../../../../experiment/schema.ts';
import { bundledExperiments } from '../../../../state/experiments.ts';
import { add } from '../../../../state/opening.ts';
import { run } from '../../../../state/running.ts';

/** The needle's first pair: the two arms that fork, without the invariant ones. */
export function needlePair({ experiment }: (typeof bundledExperiments)[number]): Experiment {
  const [pair] = experiment.compare;
  return {
    ...experiment,
    title: 'The needle, one pair',
    arms: experiment.arms.filter(({ name }) => pair.includes(name)),
    compare: [pair],
  };
}

/** Opens it in the lab, in the place of what is composed there, and runs it. */
export async function runNeedle(): Promise<void> {
  const needle = bundledExperiments[0];
  add({ id: 'needle-pair', experiment: needlePair(needle) });
  await run();
}
