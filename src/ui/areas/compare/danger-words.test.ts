import { expect, it } from 'vitest';
import { dangerWords } from './danger-words.ts';

const point = (position: number, margin: number, perturbation: number) => ({
  position,
  margin,
  perturbation,
  forced: false,
});

it.each([
  [[point(0, 2, 0), point(1, 0.5, 0)], null, /Nothing moved.* smallest is 0\.5, at token 1\.$/],
  [[point(0, 2, 0.1)], null, /stayed below the margin.*no greedy flip was possible\.$/],
  [[point(0, 2, 0.1), point(1, 0.1, 0.1)], 1, /at token 1: only there .*; at token 1 it happened\.$/],
  [[point(0, 0.1, 0.2), point(1, 0.1, 0.2)], null, /at tokens 0, 1: .*; it did not happen\.$/],
  [Array.from({ length: 9 }, (_, at) => point(at, 0, 1)), null, /at 9 tokens/],
])('says of %j with fork %j what is drawn', (points, fork, words) => {
  expect(dangerWords(points, fork, 0)).toMatch(words);
});

it('says that sampling has a part in it', () => {
  expect(dangerWords([point(0, 2, 0.1)], null, 0.7)).toMatch(/Tokens were sampled/);
});
