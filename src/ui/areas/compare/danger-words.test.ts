import { expect, it } from 'vitest';
import { dangerWords, unmeasuredWords } from './danger-words.ts';

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
  expect(dangerWords(points, { fork, comparable: points.length, temperature: 0 })).toMatch(words);
});

it('says that sampling has a part in it', () => {
  expect(dangerWords([point(0, 2, 0.1)], { fork: null, comparable: 1, temperature: 0.7 })).toMatch(
    /Tokens were sampled/,
  );
});

it.each([
  [
    [point(0, 2, 0), point(3, 0.5, 0)],
    2,
    /^Nothing moved there: the perturbation is 0 at the 2 tokens measured, .* at token 3\. The fork, at token 2, was not measured\.$/,
  ],
  [
    [point(0, 2, 0.1)],
    null,
    /stayed below the margin at the 1 token measured: no greedy flip was possible there\.$/,
  ],
  [
    [point(0, 2, 0.1), point(1, 0.1, 0.1)],
    3,
    /at token 1: of the 2 tokens measured only there was a greedy flip possible\. The fork, at token 3, was not measured\.$/,
  ],
  [[point(0, 2, 0.1), point(1, 0.1, 0.1)], 1, /only there .*; at token 1 it happened\.$/],
])('claims nothing of %j with fork %j that was not measured', (points, fork, words) => {
  expect(dangerWords(points, { fork, comparable: 4, temperature: 0 })).toMatch(words);
});

it('names the tokens that were not measured', () => {
  const points = [0, 2, 5].map((at) => point(at, 1, 0));
  expect(unmeasuredWords(points, 6)).toMatch(/^At tokens 1 and 3 to 4 the bits differ/);
  expect(unmeasuredWords([], 1)).toMatch(/^At token 0 the bits differ/);
  const many = Array.from({ length: 9 }, (_, at) => point(2 * at, 1, 0));
  expect(unmeasuredWords(many, 17)).toMatch(/^At 8 tokens the bits differ/);
  expect(unmeasuredWords(points.slice(0, 1), 1)).toBeNull();
});
