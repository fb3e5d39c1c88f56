import { beforeAll, describe, expect, test } from 'vitest';
import { openCpuEngine } from '../engines/cpu/open-cpu.ts';
import { parseExperiment } from '../experiment/schema.ts';
import type { LoadedModel } from '../model/load.ts';
import type { ArmRecord, RunRecord } from '../results/record.ts';
import { NOTHING_KEPT } from '../results/retention.ts';
import { openReplay } from './replay-arm.ts';
import { runExperiment } from './run.ts';
import { nanoWithPico } from './testing/speculated.ts';
import { verifying } from './testing/verified.ts';

let model: LoadedModel;
beforeAll(async () => {
  model = await nanoWithPico();
});

const run = async (experiment: ReturnType<typeof verifying>): Promise<RunRecord> =>
  (await runExperiment({ experiment, model, engine: openCpuEngine() })).record;

const requestOf = ({ requests }: ArmRecord, id: string) => requests.find((each) => each.id === id)!;

describe('verification of what variant kernels decode', () => {
  test.each([
    [16, 0],
    [7, 0],
    [1, 0],
    [64, 0],
    [16, 0.8],
  ])(
    'in windows of %d at temperature %d a flagged request has the bits of invariant kernels, in any company; nobody else has',
    async (window, temperature) => {
      const record = await run(verifying(window, { temperature }));
      const [invariant, alone, ...verified] = record.arms;
      const expected = requestOf(invariant, 'probe');
      expect(requestOf(alone, 'probe').fingerprint).not.toBe(expected.fingerprint);
      for (const arm of verified) {
        expect(requestOf(arm, 'probe')).toMatchObject({
          tokens: expected.tokens,
          fingerprint: expected.fingerprint,
        });
        const { verification, steps, name } = arm;
        expect(verification).toMatchObject({ window, requests: ['probe'] });
        if (window > 1) expect(verification!.decoded, name).toBeGreaterThan(0);
        for (const step of steps)
          if (step.verified) expect(step.slices.map(({ request }) => request)).toEqual(['probe']);
      }
      // It would be no proof if everything that was decoded stood; in short greedy windows, begun from verified keys, it may.
      const cut = verified.reduce((sum, { verification }) => sum + verification!.cut, 0);
      if (window === 64 || temperature > 0) expect(cut).toBeGreaterThan(0);
      const mates = new Set(verified.slice(1).map((arm) => requestOf(arm, 'mate-1').fingerprint));
      expect(mates.size).toBeGreaterThan(1);
    },
  );

  test('windows lie where the lengths of prompt and answer put them, whoever shares the steps between', async () => {
    const { arms } = await run(verifying(16));
    const shapes = arms.slice(2).map(({ steps }) => {
      const rows = steps.filter(({ verified }) => verified).map((step) => step.rows);
      return [...new Set(rows)].toSorted((a, b) => a - b);
    });
    for (const each of shapes) expect(each).toEqual(shapes[0]);
  });

  test('what is run again takes the same steps', async () => {
    const experiment = verifying(16);
    const engine = openCpuEngine();
    const { record } = await runExperiment({ experiment, model, engine });
    const recorded = record.arms[3];
    const again = await openReplay({ experiment, recorded, model, engine }, NOTHING_KEPT, null);
    for (const { slices, verified } of recorded.steps) {
      const { record: step } = await again.step();
      expect(step.slices).toEqual(slices);
      expect(step.verified).toEqual(verified);
    }
    expect(again.done).toBe(true);
    again.close();
  });
});

describe('what cannot be', () => {
  const of = (arm: object) => ({
    ...{ version: 3, title: 'x', requests: [{ id: 'p', role: 'probe', promptIds: [1, 2], maxNewTokens: 3 }] },
    arms: [{ name: 'a', requests: ['p'], kernels: 'variant', verify: { window: 64 }, ...arm }],
  });

  test.each([
    ['speculation', { speculation: { draft: 'ngram', k: 2 } }, /arms\[0\]\.verify: .* go with speculation/],
    ['packing', { serving: { packing: 'masked' } }, /arms\[0\]\.verify: .* go with packing/],
    ['eviction', { serving: { memory: 'evict' } }, /arms\[0\]\.verify: .* go with eviction/],
    ['prefixes', { serving: { prefix: 'on' } }, /arms\[0\]\.verify: .* go with prefix reuse/],
    ['two queues', { serving: { disaggregated: true } }, /arms\[0\]\.verify: .* go with disaggregation/],
    ['one scale', { quantize: 'per-tensor', weights: 'q8' }, /arms\[0\]\.verify: .* per-tensor/],
    ['small steps', { limits: { maxTokensPerStep: 32 } }, /verify\.window: expected at most the arm's 32/],
    [
      'a stranger',
      { verify: { requests: ['q'] } },
      /arms\[0\]\.verify\.requests\[0\]: .* a request of the arm/,
    ],
    ['no window', { verify: { window: 0 } }, /arms\[0\]\.verify\.window/],
  ])('%s', (_, arm, problem) => {
    expect(() => parseExperiment(of(arm))).toThrow(problem);
  });
});
