import { describe, expect, test } from 'vitest';
import { parseExperiment } from '../experiment/schema.ts';
import { multiplyAdds } from '../model/work.ts';
import { estimateRun } from './estimate.ts';
import { resolveRequests } from './resolve.ts';
import { runExperiment } from './run.ts';
import { fakeEngine, idModel } from './testing/fake-engine.ts';

const model = idModel();
const { config } = model.checkpoint;

function experimentOf(limits: object, companies?: object) {
  const ids = (length: number) => Array.from({ length }, (_, i) => i + 1);
  return parseExperiment({
    version: 1,
    title: 'estimate',
    requests: [
      { id: 'p', role: 'probe', promptIds: ids(20), maxNewTokens: 12 },
      { id: 'm', role: 'clean', promptIds: ids(33), maxNewTokens: 7, arrival: 3 },
      { id: 'n', role: 'clean', promptIds: ids(5), maxNewTokens: 30 },
    ],
    arms: [
      { name: 'alone', requests: ['p'], kernels: 'variant' },
      {
        name: 'company',
        requests: ['p', 'm', 'n'],
        kernels: 'variant',
        limits,
        ...(companies && { companies }),
      },
    ],
  });
}

describe('the estimate of a run', () => {
  test.each([
    ['as it is', {}],
    ['in small steps', { maxTokensPerStep: 8 }],
    ['one after the other', { maxSequences: 1 }],
    ['with blocks for one and a half, which preempts', { blocks: 4 }],
  ])('counts the steps and rows that are run: %s', async (_, limits) => {
    const experiment = experimentOf(limits);
    const estimate = estimateRun(experiment, resolveRequests(experiment, model), config);
    const { record } = await runExperiment({ experiment, model, engine: fakeEngine(() => ({})) });
    expect(estimate.steps).toBe(record.arms.reduce((sum, { work }) => sum + work.steps, 0));
  });

  test('leaves the steps open where requests come by a clock', () => {
    const { requests, arms } = experimentOf({});
    const [p, ...others] = requests;
    const timed = parseExperiment({
      ...{ version: 2, title: 'estimate', arms },
      requests: [{ ...p, arrival: { ms: 5 } }, ...others],
    });
    const estimate = estimateRun(timed, resolveRequests(timed, model), config);
    expect(estimate.steps).toBeNull();
    expect(estimate.multiplyAdds).toBeGreaterThan(0);
  });

  test('counts multiply-adds of products and attention', () => {
    // Two rows, the second of which sees both, and whose logits alone are wanted.
    const { hiddenSize: h, heads, kvHeads, headDim, intermediateSize: f, layers, vocabSize } = config;
    const q = heads * headDim;
    const row = h * (q + 2 * kvHeads * headDim) + q * h + 3 * h * f;
    const expected = layers * (2 * row + 2 * q * 3) + h * vocabSize;
    expect(multiplyAdds(config, { rows: 2, keys: 3, windowKeys: 3, sampled: 1 })).toBe(expected);
  });

  test('counts companies as often as they are drawn, and what is open together once', () => {
    const one = experimentOf({}, { count: 1 });
    const many = experimentOf({}, { count: 11 });
    const [a, b] = [one, many].map((each) => estimateRun(each, resolveRequests(each, model), config));
    expect(b.steps! - a.steps!).toBe(10 * (a.steps! - 12));
    expect(b.multiplyAdds).toBeGreaterThan(a.multiplyAdds);
    expect(b.arms.map(({ arm }) => arm.name)).toEqual(['alone']);
  });

  test('goes through no more than it can while somebody types', () => {
    const requests = Array.from({ length: 40 }, (_, i) => ({
      ...{ id: `r${i}`, role: i === 0 ? 'probe' : 'clean', promptIds: [1], maxNewTokens: 4096 },
    }));
    const arm = { name: 'a', requests: requests.map(({ id }) => id), kernels: 'variant' };
    const experiment = parseExperiment({ version: 1, title: 'long', requests, arms: [arm] });
    const long = requests.map((request, i) => ({
      request: experiment.requests[i],
      promptTokens: request.promptIds,
    }));
    const { steps, multiplyAdds: work } = estimateRun(experiment, long, config);
    expect(steps).toBeNull();
    expect(work).toBeGreaterThan(1e9);
  });
});
