import { expect, it } from 'vitest';
import { positionReport } from '../results/position-report.ts';
import { endedLines, positionLines } from './position.ts';

const logits = { a: Float32Array.of(2, 1.5, -3), b: Float32Array.of(2, 1.75, -3) };
const place = { probe: 'p', a: 'alone', b: 'company', position: 7, forced: false };
const textOf = (token: number) => ` t${token}`;
const report = positionReport({ ...place, logits, textOf });

it('says how the logits of a position differ, and names the highest of either side', () => {
  expect(positionLines(report, null)).toEqual([
    'logits at token 7, alone vs company, p: margin 0.5 in A, perturbation 0.25; 1 of 3 logits differ, max',
    '  2,097,152 ulp among those of one sign, max |a - b| 0.25, KL 0.007467 nats',
    '  " t0" (0): A #1 2 (61.99 %), B #1 2 (56.01 %)',
    '  " t1" (1): A #2 1.5 (37.60 %), B #2 1.75 (43.62 %)',
    '  " t2" (2): A #3 −3 (0.42 %), B #3 −3 (0.38 %)',
  ]);
});

it('says behind a fork that the contexts differ, unless a replay made them equal', () => {
  const words = (fork: number | null, of = report) => positionLines(of, fork).join(' ');
  expect(words(6)).toContain('the contexts differ: the pair forks at token 6');
  expect(words(7)).not.toContain('contexts');
  expect(words(6, { ...report, forced: true })).not.toContain('contexts');
});

it('says where a stream ended before the position', () => {
  const pair = { probe: 'p', a: streamOf('alone', 7), b: streamOf('company', 9) };
  expect(endedLines(pair, 7)!.join(' ')).toMatch(
    /^no logits at token 7 \(the first is 0\), alone vs company, p: A generated 7 tokens and +B 9 tokens$/,
  );
  expect(endedLines(pair, 6)).toBeNull();
});

function streamOf(arm: string, length: number) {
  return { arm, tokens: Array<number>(length).fill(1), trace: [] };
}
