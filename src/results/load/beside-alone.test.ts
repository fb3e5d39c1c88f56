import { expect, test } from 'vitest';
import { BesideAloneSums } from './beside-alone.ts';

const AT = { request: 'p', maxUlp: 0, kl: 0, differing: 0 };

test('nothing looked at is nothing said', () => {
  expect(new BesideAloneSums().summary).toBeNull();
});

test('positions add up to first difference, fork, perplexity and the token that company raised most', () => {
  const sums = new BesideAloneSums();
  sums.add({ ...AT, position: 0, alone: 5, probability: { loaded: 0.5, alone: 0.5 } }, 5);
  sums.add(
    {
      ...AT,
      position: 1,
      differing: 3,
      maxUlp: 7,
      kl: 0.1,
      alone: 5,
      probability: { loaded: 0.5, alone: 0.25 },
    },
    5,
  );
  sums.add(
    {
      ...AT,
      position: 2,
      differing: 1,
      maxUlp: 2,
      kl: 0.2,
      alone: 6,
      probability: { loaded: 0.9, alone: 0.01 },
    },
    5,
  );
  sums.add({ ...AT, position: 3, differing: 1, alone: 7, probability: { loaded: 0.25, alone: 0.5 } }, 5);
  const { perplexity, ...found } = sums.summary!;
  expect(found).toEqual({
    ...{ looked: 4, differing: 3, firstDifference: 1, fork: 2, maxUlp: 7, maxKl: 0.2 },
    raised: { position: 2, probability: { loaded: 0.9, alone: 0.01 } },
  });
  expect(perplexity!.loaded).toBeCloseTo((0.5 * 0.5 * 0.9 * 0.25) ** -0.25, 12);
  expect(perplexity!.alone).toBeCloseTo((0.5 * 0.25 * 0.01 * 0.5) ** -0.25, 12);
});

test('probabilities that are not known leave the perplexity open', () => {
  const sums = new BesideAloneSums();
  sums.add({ ...AT, position: 0 }, 5);
  expect(sums.summary).toMatchObject({ looked: 1, fork: null, perplexity: null, raised: null });
});
