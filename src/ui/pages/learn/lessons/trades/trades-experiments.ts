import { type Experiment, parseExperiment } from '../../../../../experiment/schema.ts';
import { bundledExperiments } from '../../../../state/experiments.ts';
import { presetOf } from '../../../load/load-store.ts';
import type { ComparedArms } from '../load-parts/arm-pair-list.tsx';
import { COST } from '../waiting/waiting-experiments.ts';

/** One object each, by which the page knows whose results are on screen. */
export const PRECISION = presetOf('precision-under-load')!;
export const QUEUES = presetOf('same-model-two-queues')!;
export const DRAFTS = bundled('speculation');
export const LOUD = withArms(bundled('loud-batchmate'), [
  ...['quiet, per-row', 'loud, per-row', 'quiet, per-tensor', 'loud, per-tensor'],
]);
export const OTHER_MODEL = otherModel();

/** What a step takes in this lesson's pictures: the table that its presets go by. */
export { COST };

const LOUDER = 'what the neighbour says, and nothing else';

export const LOUD_PAIRS: readonly ComparedArms[] = [
  { a: 'quiet, per-row', b: 'loud, per-row', changed: LOUDER },
  { a: 'quiet, per-tensor', b: 'loud, per-tensor', changed: LOUDER },
];

export const DRAFT_ARMS = ['variant', 'invariant'].flatMap((set) =>
  [1, 4, 8].map((drafted) => ({ set, name: `${set}, ${drafted} drafted` })),
);

export const DRAFT_PAIRS: readonly ComparedArms[] = DRAFT_ARMS.map(({ set, name }) => ({
  ...{ a: set, b: name, changed: 'guessed ahead, verified several rows at once' },
}));

function bundled(id: string): Experiment {
  const found = bundledExperiments.find((each) => each.id === id);
  if (!found) throw new RangeError(`the lab has no experiment ${id}`);
  return found.experiment;
}

/** Of an experiment only these arms, on the clock of the others, so that nothing is measured before it. */
function withArms({ description: _, ...experiment }: Experiment, names: readonly string[]): Experiment {
  const arms = experiment.arms.filter(({ name }) => names.includes(name));
  if (arms.length !== names.length) throw new RangeError(`expected arms ${names.join('; ')}`);
  return { ...experiment, ...clockOf(PRECISION), arms, compare: [] };
}

function clockOf({ clock }: Experiment): Pick<Experiment, 'clock'> {
  return clock ? { clock } : {};
}

/** One question asked twelve times, and who answers it. */
function otherModel(): Experiment {
  const names = Array.from({ length: 12 }, (_, i) => `asker-${i + 1}`);
  const requests = names.map((id, i) => ({
    ...{ id, role: 'probe', prompt: 'Once upon a time there was a', maxNewTokens: 48, ignoreEos: true },
    arrival: { ms: 5 * i },
  }));
  const arm = (name: string, serving: object) => ({
    ...{ name, requests: names, kernels: 'invariant', limits: { maxSequences: 4, blocks: 64 }, serving },
  });
  const small = { model: 'pico', speed: 2 };
  return parseExperiment({
    ...{ version: 3, title: 'Another model answers', compare: [], requests, ...clockOf(PRECISION) },
    arms: [
      arm('one replica', {}),
      arm('two of nano', { route: { to: {}, by: 'balance' } }),
      arm('overflow to pico', { route: { to: small, by: { kind: 'overflow', waiting: 2 } } }),
      arm('misrouted', { faults: { misrouted: { share: 0.25, seed: 1, to: { weights: 'q4' } } } }),
    ],
  });
}
