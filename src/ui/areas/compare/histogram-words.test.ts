import { expect, it } from 'vitest';
import { positionReport } from '../../../results/position-report.ts';
import { histogramWords } from './histogram-words.ts';

const words = (a: number[], b: number[]) => {
  const logits = { a: Float32Array.from(a), b: Float32Array.from(b) };
  const names = { probe: 'p', a: 'one', b: 'two', position: 0, forced: false };
  return histogramWords(positionReport({ ...names, logits, textOf: String }));
};

it('says where the distances lie', () => {
  const ulp = 2 ** -23;
  expect(words([1, 1, 2], [1, 1, 2])).toBe('All 3 logits have equal bits: 0 ulp.');
  expect(words([1, 1, 1], [1, 1 + 2 * ulp, 1 + 3 * ulp])).toBe(
    '1 has equal bits (0); most lie 2 to 3 ulp apart.',
  );
});

it('says of a changed sign that its distance is no measure of size', () => {
  const said = words([1e-6, 1], [-1e-6, 1]);
  expect(said).toMatch(
    /^1 has equal bits \(0\); 1 logit crosses zero, up to [\d,]+ ulp \(± 0: .*no measure of size\)\.$/,
  );
});
