import { describe, expect, test } from 'vitest';
import { openCpuEngine } from '../engines/cpu/open-cpu.ts';
import { parseExperiment } from '../experiment/schema.ts';
import { requestKey } from '../numerics/gumbel.ts';
import { drawAmongTop, SAMPLERS, type Sampler } from '../numerics/top-sampler.ts';
import { brokenPromises } from '../results/checks.ts';
import { settingsDifference } from '../results/settings.ts';
import type { ArmSpec } from '../steps/arm-spec.ts';
import type { Engine } from '../steps/engine.ts';
import type { StepPlan } from '../steps/step-plan.ts';
import { runExperiment } from './run.ts';
import { fakeEngine, idModel, VOCABULARY } from './testing/fake-engine.ts';

const PROBE = { id: 'probe', role: 'probe', promptIds: [1, 2, 3], maxNewTokens: 24, ignoreEos: true };
const MATE = { id: 'mate', role: 'clean', promptIds: [9, 8, 7, 6], maxNewTokens: 24, ignoreEos: true };

function experimentOf(sampler: Sampler | undefined, kernels = 'invariant') {
  const arm = (name: string, requests: string[]) => ({
    ...{ name, requests, kernels, dtype: 'f32', ...(sampler && { sampler }) },
  });
  return parseExperiment({
    ...{ version: 3, title: 'sampler', decoding: { temperature: 1, seed: 3 }, requests: [PROBE, MATE] },
    arms: [arm('alone', ['probe']), arm('company', ['probe', 'mate'])],
    compare: [['alone', 'company']],
  });
}

async function ran(sampler: Sampler | undefined, engine: Engine = openCpuEngine()) {
  return (await runExperiment({ experiment: experimentOf(sampler), model: idModel(), engine })).record;
}

/** In company two logits change places, as one last bit may make them. */
function swapping() {
  return fakeEngine((_: ArmSpec, { slices }: StepPlan) => {
    const logits = new Float32Array(VOCABULARY);
    const [first, second] = slices.length > 1 ? [40, 41] : [41, 40];
    logits[first] = Math.fround(5 + 2 ** -21);
    logits[second] = 5;
    return { logits };
  });
}

describe('a run', () => {
  test.each(SAMPLERS)(
    'draws by %s on the host, alike alone and in company where bits are alike',
    async (by) => {
      const { diffs, arms, postures } = await ran(by);
      expect(diffs[0].identical).toBe(true);
      expect(new Set(arms[0].requests[0].tokens).size).toBeGreaterThan(2);
      expect(arms.map(({ sampler }) => sampler)).toEqual([by, by]);
      expect(postures[0].sampler).toContain('among the 8 highest logits');
      expect(postures[0].sampler).toContain(by === 'rank' ? 'RANK' : 'token id');
    },
  );

  test('arms that draw otherwise promise each other nothing, and each is said to be another setting', async () => {
    const asked = experimentOf('token');
    const [first, second] = asked.arms;
    const arms = [first, { ...second, requests: ['probe'], sampler: 'rank' as const }];
    const experiment = { ...asked, arms };
    const { record } = await runExperiment({ experiment, model: idModel(), engine: openCpuEngine() });
    expect(record.diffs[0].fork).not.toBeNull();
    expect(brokenPromises(record)).toEqual([]);
    expect(settingsDifference(record.arms[0], record.arms[1])).toContain('by token / B invariant');
  });

  test('says nothing of a sampler that nobody asked for', async () => {
    const { arms, postures } = await ran(undefined);
    expect(arms[0]).not.toHaveProperty('sampler');
    expect(postures[0].sampler).not.toContain('among');
  });

  test('each sampler gives other tokens of the same logits', async () => {
    const records = [await ran(undefined), await ran('token'), await ran('rank')];
    const streams = records.map(({ arms }) => arms[0].requests[0].tokens.join(' '));
    expect(new Set(streams).size).toBe(3);
  });

  test('two ranks that change places change the token by rank and not by token', async () => {
    const [byToken, byRank] = [await ran('token', swapping()), await ran('rank', swapping())];
    expect(byToken.diffs[0].fork).toBeNull();
    expect(byRank.diffs[0].fork).not.toBeNull();
    const top = [41, 40, ...Array.from({ length: 6 }, (_, i) => i)].map((token) => ({
      ...{ token, logit: token === 41 ? Math.fround(5 + 2 ** -21) : token === 40 ? 5 : 0 },
    }));
    const draw = { sampler: 'rank', temperature: 1, seed: 3, request: requestKey('probe') } as const;
    const { tokens } = byRank.arms[0].requests[0];
    expect(tokens).toEqual(tokens.map((_, i) => drawAmongTop(top, { ...draw, position: 3 + i })));
  });
});

test('at temperature 0 there is nothing that a sampler could draw', () => {
  const { decoding: _, ...rest } = experimentOf('rank');
  expect(() => parseExperiment({ ...rest, decoding: { temperature: 0 } })).toThrow(
    'arms[0].sampler: at temperature 0 nothing is drawn; expected decoding.temperature above 0, or no sampler',
  );
});
