import { describe, expect, test } from 'vitest';
import { openCpuEngine } from '../engines/cpu/open-cpu.ts';
import { parseExperiment } from '../experiment/schema.ts';
import { randomModel } from '../model/random-model.ts';
import { failedChecks } from '../results/checks.ts';
import { loadSetting } from './load/load-setting.ts';
import { resolveLoad } from './load/resolve-load.ts';
import { runLoad } from './load/run-load.ts';
import { runExperiment } from './run.ts';

const MIXTURE = randomModel('random:pico-moe:2');
const prompts = ['There was a fox', 'and a hen', 'who met', 'one day'];

function experimentOf(capacity: number | null, model = MIXTURE.name) {
  const company = prompts.map((_, i) => `n${i}`);
  const arm = { kernels: 'invariant', ...(capacity !== null && { experts: { capacity } }) };
  return parseExperiment({
    ...{ version: 2, title: 'full experts', model: { name: model } },
    requests: [
      { id: 'probe', role: 'probe', prompt: 'Once', maxNewTokens: 6, ignoreEos: true },
      ...prompts.map((prompt, i) => {
        return { id: `n${i}`, role: 'clean', prompt, maxNewTokens: 6, ignoreEos: true };
      }),
    ],
    arms: [
      { ...arm, name: 'alone', requests: ['probe'] },
      { ...arm, name: 'company', requests: [...company, 'probe'] },
    ],
    compare: [['alone', 'company']],
    clock: { kind: 'virtual' },
  });
}

const ran = (capacity: number | null) =>
  runExperiment({ experiment: experimentOf(capacity), model: MIXTURE, engine: openCpuEngine() });

describe('experts of an arm', () => {
  test('with room for all: the bits of a request alone, and nobody is told as dropped', async () => {
    const { record } = await ran(null);
    expect(record.diffs[0]).toMatchObject({ identical: true });
    expect(JSON.stringify(record.arms)).not.toContain('dropped');
    expect(record.postures[1].operations.at(-1)).toMatchObject({ standing: 'replayed' });
  });

  test('with room for some: other bits, no guarantee lost, and each dropped row with those who filled the expert', async () => {
    const { record } = await ran(0.6);
    expect(record.diffs[0]).toMatchObject({ identical: false });
    expect(failedChecks(record)).toEqual([]);
    expect(record.lost).toEqual([]);
    const [, company] = record.arms;
    expect(company.experts).toEqual({ capacity: 0.6 });
    const { dropped = [] } = company.requests.find(({ id }) => id === 'probe')!;
    expect(dropped.length).toBeGreaterThan(0);
    for (const { layer, expert, filledBy } of dropped) {
      expect(layer).toBeLessThan(2);
      expect(expert).toBeLessThan(8);
      expect(filledBy.length).toBeGreaterThan(0);
    }
    const steps = company.steps.reduce((sum, step) => sum + (step.dropped ?? 0), 0);
    expect(steps).toBeGreaterThanOrEqual(dropped.length);
    expect(record.postures[1].operations.at(-1)).toMatchObject({ standing: 'none' });
  });

  test('a model without experts is refused by name', async () => {
    const dense = randomModel('random:pico:1');
    const experiment = experimentOf(1, dense.name);
    await expect(runExperiment({ experiment, model: dense, engine: openCpuEngine() })).rejects.toThrow(
      'arm alone: experts.capacity: expected a model that is a mixture of experts, found random:pico:1, which has none',
    );
  });

  test('what does not go with experts is refused by name, and drafts without a capacity change no token', async () => {
    const asked = (capacity: number | null, more: object) => {
      const { arms, ...experiment } = experimentOf(capacity);
      return parseExperiment({ ...experiment, arms: arms.map((arm) => ({ ...arm, ...more })) });
    };
    const quantised = { weights: 'q8', quantize: 'per-row' };
    expect(() => asked(1, quantised)).toThrow('arms[0].quantize: q8 activations do not go with experts');
    const experiment = asked(null, quantised);
    await expect(runExperiment({ experiment, model: MIXTURE, engine: openCpuEngine() })).rejects.toThrow(
      'arm alone: quantize: experts and their router read activations as they are',
    );
    const speculation = { draft: 'ngram', k: 4 };
    expect(() => asked(1, { speculation })).toThrow(
      'arms[0].speculation: speculation does not go with a capacity of experts: drafted rows would fill them',
    );
    const [plain, drafted] = [
      await ran(null),
      await runExperiment({
        ...{ experiment: asked(null, { speculation }), model: MIXTURE, engine: openCpuEngine() },
      }),
    ];
    const tokens = ({ record }: typeof plain) =>
      record.arms.map(({ requests }) => requests.map((each) => each.tokens));
    expect(tokens(drafted)).toEqual(tokens(plain));
    expect(drafted.record.arms[1].speculation!.drafted).toBeGreaterThan(0);
  });

  test('under load each step says of whom how much was dropped, and requests add up to it', async () => {
    const experiment = experimentOf(0.6);
    const table = { measuredOn: 'a test', entries: [{ rows: 1, keys: 1, ms: 1 }], swapMs: 0 };
    const setting = { ...loadSetting(experiment), clock: 'virtual' as const, table };
    const record = await runLoad(resolveLoad(experiment, MIXTURE), {
      ...{ model: MIXTURE, engine: openCpuEngine(), ...setting },
      keeping: { requests: true, steps: true },
    });
    const [, company] = record.arms;
    const inSteps = company.steps.flatMap(({ dropped = [] }) => dropped);
    const total = inSteps.reduce((sum, [, choices]) => sum + choices, 0);
    expect(total).toBeGreaterThan(0);
    expect(company.mechanisms.droppedChoices).toBe(total);
    expect(company.requests.reduce((sum, { dropped = 0 }) => sum + dropped, 0)).toBe(total);
    const probe = company.requests.find(({ role }) => role === 'probe')!;
    expect(probe.drops).toHaveLength(probe.dropped ?? 0);
    expect(company.requests.every(({ role, drops }) => role === 'probe' || drops === undefined)).toBe(true);
  });
});

test('a capacity of null is as none: the same experiment, so the same hash', () => {
  const said = {
    ...experimentOf(null),
    arms: experimentOf(null).arms.map((arm) => ({ ...arm, experts: { capacity: null } })),
  };
  expect(parseExperiment(said)).toEqual(experimentOf(null));
  expect(experimentOf(1).version).toBe(3);
});
