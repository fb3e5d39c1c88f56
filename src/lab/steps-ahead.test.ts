import { expect, test } from 'vitest';
import { parseExperiment } from '../experiment/schema.ts';
import type { ArmSpec } from '../steps/arm-spec.ts';
import type { ArmRunner } from '../steps/engine.ts';
import type { StepOutput } from '../steps/step-output.ts';
import type { StepPlan } from '../steps/step-plan.ts';
import { runExperiment } from './run.ts';
import { type Answer, fakeEngine, idModel } from './testing/fake-engine.ts';
import type { LabEvent } from './watch.ts';

const EOS = 9;
const plain = idModel();
const config = { ...plain.checkpoint.config, eosTokens: [EOS] };
const model = { ...plain, checkpoint: { ...plain.checkpoint, config } };

const experiment = parseExperiment({
  version: 1,
  title: 'ends',
  requests: [
    { id: 'p', role: 'probe', promptIds: [11, 12, 13], maxNewTokens: 9 },
    { id: 'q', role: 'probe', promptIds: [14], maxNewTokens: 12 },
    { id: 'n', role: 'noise', promptIds: [15, 16], maxNewTokens: 12, ignoreEos: true },
  ],
  arms: [
    { name: 'alone', requests: ['p'], kernels: 'variant' },
    { name: 'company', requests: ['p', 'q', 'n'], kernels: 'variant' },
  ],
  compare: [['alone', 'company']],
});

/** Tokens that follow the place alone; q ends by itself, or where it is no number, in the middle. */
const answer =
  (end: 'text' | 'number'): Answer =>
  (_, plan, position) => {
    const ends = position === 6 && plan.slices.some(({ request, start }) => request === 'q' && start === 5);
    if (!ends) return { token: 20 + position };
    return end === 'text' ? { token: EOS } : { token: 20, finite: false };
  };

/** The engine above whose arms take the next step, and check that what a step awaits is what the one before chose. */
function aheadEngine(of: Answer) {
  const engine = fakeEngine(of);
  const inner = engine.load(model.checkpoint);
  let most = 0;
  const openArm = async (spec: ArmSpec): Promise<ArmRunner> => {
    const arm = await inner.openArm(spec);
    let last: Promise<StepOutput> | null = null;
    let underWay = 0;
    const step = async (plan: StepPlan): Promise<StepOutput> => {
      const before = last;
      most = Math.max(most, ++underWay);
      const current = (async () => {
        const chosen = (await before)?.samples.map(({ token }) => token) ?? [];
        const slices = plan.slices.map(({ awaits, ...slice }) =>
          awaits === undefined ? slice : { ...slice, tokens: [chosen[awaits]] },
        );
        // The device takes a while.
        await new Promise((resolve) => setTimeout(resolve, 1));
        return await arm.step({ ...plan, slices });
      })();
      last = current;
      const output = await current;
      underWay--;
      return output;
    };
    return { step, takesNext: true, destroy: () => arm.destroy() };
  };
  return { ...engine, load: () => ({ openArm }), most: () => most, log: engine.log };
}

/** What does not follow the clock: of every record, and of every step that was told. */
async function resultOf(engine: Parameters<typeof runExperiment>[0]['engine']) {
  const events: LabEvent[] = [];
  const { record, traces } = await runExperiment({
    experiment,
    model,
    engine,
    onEvent: (e) => events.push(e),
  });
  const repeated = record.arms.map(({ steps }) => steps.flatMap((step, i) => (step.repeated ? [i] : [])));
  const timeless = (_key: string, value: unknown) =>
    ['milliseconds', 'tokensPerSecond', 'repeated'].includes(_key) ? undefined : value;
  return { repeated, text: JSON.stringify([record, [...traces], events], timeless) };
}

test.each(['text', 'number'] as const)(
  'with a step under way, records, step logs and events are those of one step at a time (an end by %s)',
  async (end) => {
    const ahead = aheadEngine(answer(end));
    const one = fakeEngine(answer(end));
    const [found, expected] = [await resultOf(ahead), await resultOf(one)];
    expect(found.text).toBe(expected.text);
    expect(ahead.most()).toBe(2);
    // The step after the one that ended q in the company, and no other.
    expect(expected.repeated).toEqual([[], []]);
    expect(found.repeated).toEqual([[], [6]]);
    expect(ahead.log).toHaveLength(one.log.length + 1);
  },
);

test('an arm that is left with a step under way takes no notice of what becomes of it', async () => {
  const abort = new AbortController();
  const engine = aheadEngine(() => ({ token: 30 }));
  const onEvent = (event: LabEvent) =>
    event.type === 'step' && event.generated > 5 && abort.abort(new Error('enough'));
  await expect(runExperiment({ experiment, model, engine, signal: abort.signal, onEvent })).rejects.toThrow(
    'enough',
  );
  expect(engine.most()).toBe(2);
});

test('nothing is computed ahead of a draw of the host’s, and it is told of none', async () => {
  const drawn = parseExperiment({
    ...{ ...experiment, version: 3, decoding: { temperature: 1, seed: 2 } },
    arms: experiment.arms.map((arm) => ({ ...arm, sampler: 'rank' })),
  });
  const engine = aheadEngine(() => ({}));
  const { record } = await runExperiment({ experiment: drawn, model, engine });
  expect(engine.most()).toBe(1);
  expect(record.arms.flatMap(({ steps }) => steps.filter(({ repeated }) => repeated))).toEqual([]);
});
