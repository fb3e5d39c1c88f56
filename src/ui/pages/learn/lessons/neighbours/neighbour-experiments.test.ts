import { expect, test } from 'vitest';
import { parseExperiment } from '../../../../../experiment/schema.ts';
import { otherContents, otherShapes } from './neighbour-experiments.ts';

test('other contents: both arms of a pair have the same shapes and no batchmate in common', () => {
  const experiment = otherContents(6);
  expect(parseExperiment(experiment)).toEqual(experiment);
  const [a, b] = experiment.arms;
  const find = (id: string) => experiment.requests.find((request) => request.id === id)!;
  expect(a.requests.slice(1).map((id) => find(id).noise?.tokens)).toEqual(
    b.requests.slice(1).map((id) => find(id).noise?.tokens),
  );
  expect(a.requests.filter((id) => b.requests.includes(id))).toEqual(['needle']);
  expect(experiment.requests.every(({ maxNewTokens }) => maxNewTokens === 6)).toBe(true);
});

test('other shapes: arms of a set share their batchmates as far as they have them', () => {
  const { arms, compare } = otherShapes(6);
  expect(arms.map(({ requests }) => requests.length)).toEqual([8, 4, 1, 8, 4, 1, 8, 4, 1]);
  expect(compare).toContainEqual(['variant-these', 'variant-alone']);
  expect(compare).toHaveLength(6);
});
