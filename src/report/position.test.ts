import { expect, it } from 'vitest';
import { positionReport } from '../results/position-report.ts';
import { positionLines } from './position.ts';

it('says how the logits of a position differ, and names the highest of either side', () => {
  const logits = { a: Float32Array.of(2, 1.5, -3), b: Float32Array.of(2, 1.75, -3) };
  const place = { probe: 'p', a: 'alone', b: 'company', position: 7, forced: false };
  const report = positionReport({ ...place, logits, textOf: (token) => ` t${token}` });
  expect(positionLines(report)).toEqual([
    'logits at token 7, alone vs company, p: margin 0.5 in A, perturbation 0.25; 1 of 3 logits differ, max',
    '  2,097,152 ulp among those of one sign, max |a - b| 0.25, KL 0.007467 nats',
    '  " t0" (0): A #1 2 (61.99 %), B #1 2 (56.01 %)',
    '  " t1" (1): A #2 1.5 (37.60 %), B #2 1.75 (43.62 %)',
    '  " t2" (2): A #3 -3 (0.42 %), B #3 -3 (0.38 %)',
  ]);
});
