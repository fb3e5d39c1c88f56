import { describe, expect, test } from 'vitest';
import { crowdSchema } from '../../experiment/crowd-schema.ts';
import { parseExperiment } from '../../experiment/schema.ts';
import { rowCount } from '../../steps/step-plan.ts';
import { blameExperiment, blameNeighbours, blameRuns } from './blame.ts';
import { findFlip } from './flip.ts';
import { resolveCompany, sameSettings } from './pair.ts';
import { mostRuns } from './question.ts';
import { PAIR, planted, plantedExperiment } from './testing/planted.ts';

test.each([
  { kind: 'flip', seed: 1, runs: 2 },
  { kind: 'blame' },
  { kind: 'culprit', exhaustive: false },
] as const)('a crowd meets the way to run it where $kind is asked', (question) => {
  const crowd = crowdSchema.parse({ arrivals: { kind: 'poisson', perSecond: 1 } });
  const experiment = { ...plantedExperiment(), crowd };
  expect(() => mostRuns(experiment, { ...question, pair: PAIR, tokens: null })).toThrow(
    /^crowd: .*; run it under load: lab load, or the page Load$/,
  );
});

describe('blameNeighbours', () => {
  test('finds the one batchmate whose presence forks the probe', async () => {
    const options = planted(({ plan, index }) =>
      plan.slices.some(({ request }) => request === 'y') && index === 3 ? 'token' : 'none',
    );
    const report = await blameNeighbours(options);
    expect(report.company).toMatchObject({ fork: 3, firstDifference: 3 });
    const found = report.neighbours.map(({ mate, promptTokens, only, without, swapped }) => [
      mate,
      promptTokens,
      only?.fork,
      without?.fork,
      swapped?.identical,
    ]);
    expect(found).toEqual([
      ['x', 2, null, 3, true],
      ['y', 4, 3, null, true],
      ['z', 9, null, 3, true],
    ]);
    expect(options.engine.open).toBe(0);
  });

  test('finds nobody to blame alone where the number of rows decides', async () => {
    const report = await blameNeighbours(
      planted(({ plan, index }) => {
        if (rowCount(plan) === 1) return 'none';
        return index === 2 && rowCount(plan) >= 2 ? 'token' : 'bits';
      }),
    );
    expect(report.neighbours.every(({ only, without }) => only?.fork === 2 && without?.fork === 2)).toBe(
      true,
    );
  });

  test('the control tells content from shape: what a neighbour says is felt', async () => {
    const report = await blameNeighbours(
      planted(({ plan }) => {
        const spoken = plan.slices.find(({ request }) => request === 'z')?.tokens[0];
        return spoken === 1 ? 'bits' : 'none';
      }),
    );
    expect(report.neighbours.map(({ swapped }) => swapped?.identical)).toEqual([true, true, false]);
  });

  test('nobody is blamed for what other limits may have done', async () => {
    const arms = [
      { name: 'alone', requests: ['p'], kernels: 'variant', limits: { maxTokensPerStep: 2 } },
      { name: 'company', requests: ['p', 'x', 'y', 'z'], kernels: 'variant' },
    ];
    const options = planted(({ company }) => (company ? 'token' : 'none'), { arms });
    expect(blameRuns(options.experiment, PAIR)).toBe(2);
    const { settings, neighbours } = await blameNeighbours(options);
    expect(settings).toMatch(/^limits differ, A maxTokensPerStep 2 \/ B maxTokensPerStep \d+$/);
    expect(neighbours.every(({ only }) => only === null)).toBe(true);
    const made = sameSettings(options.experiment, PAIR);
    const [[a, b]] = made.compare;
    expect(resolveCompany(made, { a, b, probe: 'p' })).toMatchObject({ settings: null });
  });

  test('refuses a pair without batchmates to blame', async () => {
    const arms = [
      { name: 'alone', requests: ['p', 'x'], kernels: 'variant', limits: { maxTokensPerStep: 2 } },
      { name: 'company', requests: ['p', 'x'], kernels: 'variant' },
    ];
    const options = planted(() => 'token', { arms });
    const refusal = 'pair: expected batchmates that one arm has and the other lacks';
    expect(() => blameRuns(options.experiment, PAIR)).toThrow(refusal);
    await expect(blameNeighbours(options)).rejects.toThrow(refusal);
    await expect(findFlip({ ...options, seed: 1, runs: 2 })).rejects.toThrow(refusal);
  });

  test('nobody is blamed for what the settings may have done', async () => {
    const arms = [
      { name: 'alone', requests: ['p'], kernels: 'invariant' },
      { name: 'company', requests: ['p', 'x', 'y', 'z'], kernels: 'variant' },
    ];
    const options = planted(({ kernels }) => (kernels.matmul === 'variant' ? 'bits' : 'none'), { arms });
    expect(blameRuns(options.experiment, PAIR)).toBe(2);
    const report = await blameNeighbours(options);
    expect(options.engine.log).toHaveLength(12);
    expect(report.company).toMatchObject({ identical: false, fork: null, firstDifference: 0, positions: 6 });
    expect(report.settings).toBe(
      'settings differ, A invariant, bf16, stored weights / B variant, bf16, stored weights',
    );
  });

  test('a company that changes nothing is not taken apart', async () => {
    const options = planted(() => 'none');
    const report = await blameNeighbours(options);
    expect(report.company?.identical).toBe(true);
    expect(report.neighbours.every(({ only }) => only === null)).toBe(true);
    expect(options.engine.log).toHaveLength(12);
  });

  test('counts its runs beforehand', async () => {
    let runs = 0;
    let most = 0;
    await blameNeighbours({
      ...planted(({ company }) => (company ? 'bits' : 'none')),
      onProgress: (progress) => {
        runs = progress.runs + 1;
        most = progress.most;
      },
    });
    expect([runs, most, blameRuns(plantedExperiment(), PAIR)]).toEqual([11, 11, 11]);
  });

  test('opens as an experiment that mutes each', () => {
    const made = blameExperiment(plantedExperiment(), PAIR);
    expect(parseExperiment(made)).toEqual(made);
    expect(made.arms.map(({ requests }) => requests.join(' '))).toEqual([
      'p',
      'p x y z',
      'p y z',
      'p x z',
      'p x y',
    ]);
    expect(made.compare).toHaveLength(4);
  });

  test('encodes each prompt once, however many batches it runs', async () => {
    const options = planted(({ company }) => (company ? 'bits' : 'none'));
    const encoded: string[] = [];
    const encode = (text: string) => {
      encoded.push(text);
      return Array.from(text, (_, i) => i + 1);
    };
    const model = { ...options.model, tokenizer: { ...options.model.tokenizer, encode } };
    const requests = options.experiment.requests.map(({ promptIds: _, ...rest }) => ({
      ...rest,
      prompt: rest.id,
    }));
    const experiment = parseExperiment({ ...options.experiment, requests });
    const { neighbours } = await blameNeighbours({ ...options, model, experiment });
    expect(neighbours.every(({ swapped }) => swapped !== null)).toBe(true);
    expect(encoded).toEqual(['p', 'x', 'y', 'z']);
  });
});
