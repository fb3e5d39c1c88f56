import { describe, expect, test } from 'vitest';
import { parseExperiment } from '../experiment/schema.ts';
import { measureLogits } from '../results/measured-position.ts';
import { NOTHING_KEPT, type Retention } from '../results/retention.ts';
import type { ArmSpec, LogitsAtHand } from '../steps/arm-spec.ts';
import type { ArmRunner } from '../steps/engine.ts';
import type { LogitsPlace } from '../steps/logit-comparison.ts';
import type { ArmRun } from './arm-run.ts';
import { runInLockstep } from './lockstep.ts';
import { openArm } from './open-arm.ts';
import { PairFigures, runningPairs } from './pair-figures.ts';
import { resolveExperiment } from './resolve.ts';
import { type Answer, fakeEngine, idModel, VOCABULARY } from './testing/fake-engine.ts';
import { createWatch } from './watch.ts';

const model = idModel();
const RETENTION: Retention = { logits: 'top', steps: 'totals', atHand: 'probes' };
const logitsOf = (best: number, by = 1) => new Float32Array(VOCABULARY).fill(by, best, best + 1);

const experiment = (arrival = 0) =>
  parseExperiment({
    version: 1,
    title: 'pair',
    requests: [
      { id: 'p', role: 'probe', promptIds: [1, 2, 3], maxNewTokens: 4, ignoreEos: true },
      { id: 'late', role: 'probe', promptIds: [1, 2], maxNewTokens: 1, ignoreEos: true, arrival },
    ],
    arms: [
      { name: 'one', requests: ['p', 'late'], kernels: 'variant' },
      { name: 'two', requests: ['p'], kernels: 'variant' },
    ],
    compare: [['one', 'two']],
  });

/** Both arms in lockstep; what an engine is asked to compare, and what was measured of the pair. */
async function ran(answer: Answer, { arrival = 0, compares = false } = {}) {
  const engine = fakeEngine(answer);
  const asked: [LogitsPlace, LogitsPlace][] = [];
  const load = engine.load;
  if (compares)
    engine.load = (checkpoint) => ({
      async openArm(spec) {
        const runner: ArmRunner = await load(checkpoint).openArm(spec);
        return {
          ...runner,
          compareLogits: (place, other) => {
            asked.push([place, other.place]);
            return Promise.resolve(measureLogits(logitsOf(1), logitsOf(2)));
          },
        };
      },
    });
  const resolved = resolveExperiment(experiment(arrival), model);
  const arms: ArmRun[] = [];
  for (const arm of resolved.together)
    arms.push(await openArm({ model, engine }, arm, { retention: RETENTION }));
  const figures = new PairFigures(runningPairs(resolved.experiment, arms));
  await runInLockstep(arms, createWatch(resolved.together, model.tokenizer), {}, figures);
  return { measured: figures.measured.get('one/two/p')!, asked, arms };
}

describe('pairs are compared in lockstep', () => {
  test('where their bits differ alone, up to the fork', async () => {
    // Generated positions of p are 0 to 3; from the second on the arms differ, and they fork at the third.
    const { measured, arms } = await ran(({ name }, _, position) => {
      const at = position - 3;
      return {
        token: at === 2 && name === 'two' ? 9 : 7,
        logits: logitsOf(7, at > 0 && name === 'two' ? 2 : 1),
      };
    });
    expect([...measured.keys()]).toEqual([1, 2]);
    expect(measured.get(1)).toMatchObject({ vocabulary: VOCABULARY, differing: 1, maxAbsolute: 1 });
    expect(arms[0].soFar('p').trace.map(({ logits }) => logits)).toEqual(Array(4).fill(null));
  });

  test('by the engine, where it can, asked by the rows that the tokens came from', async () => {
    const { measured, asked } = await ran(
      ({ name }) => ({ token: 7, logits: logitsOf(7, name === 'two' ? 2 : 1) }),
      { compares: true },
    );
    expect([...measured.keys()]).toEqual([0, 1, 2, 3]);
    expect(asked.map(([a, b]) => [a.position, b.position])).toEqual([2, 3, 4, 5].map((row) => [row, row]));
  });

  test('and not where one arm is too far ahead: then only a replay tells', async () => {
    // The arm whose second probe is still to come steps until it does.
    const { measured } = await ran(
      ({ name }) => ({ token: 7, logits: logitsOf(7, name === 'two' ? 2 : 1) }),
      { arrival: 3 },
    );
    expect(measured.size).toBeLessThan(4);
  });
});

describe('an engine is asked for the whole logits', () => {
  const asked = async (change: Partial<Retention>) => {
    const specs: ArmSpec[] = [];
    const engine = fakeEngine((spec) => {
      specs.push(spec);
      return { token: 7, logits: logitsOf(7) };
    });
    const [arm] = resolveExperiment(experiment(), model).together;
    const run = await openArm({ model, engine }, arm, { retention: { ...NOTHING_KEPT, ...change } });
    await run.step();
    run.close();
    return specs[0].logits;
  };

  test.each<[string, Partial<Retention>, LogitsAtHand]>([
    ['of nobody, where nothing is kept of them', { logits: 'top' }, { of: [], withSteps: false }],
    [
      'of probes, to be measured where they lie',
      { atHand: 'probes' },
      { of: ['p', 'late'], withSteps: false },
    ],
    [
      'of probes with every step, where they are kept',
      { logits: 'whole' },
      { of: ['p', 'late'], withSteps: true },
    ],
    ['or hashed', { wholeFingerprints: true }, { of: ['p', 'late'], withSteps: true }],
  ])('%s', async (_, change, logits) => {
    expect(await asked(change)).toEqual(logits);
  });
});
