import { expect, it } from 'vitest';
import { pairsWords } from './audit-trace.ts';

it('calls an interval one of 95 % where there are pairs enough for it', () => {
  expect(pairsWords(6)).toContain('the median of 6 pairs of requests in turn, with its 95 % interval.');
  expect(pairsWords(50)).toContain('with its 95 % interval');
});

it('says of fewer pairs how seldom they enclose a median', () => {
  expect(pairsWords(2)).not.toContain('95 %');
  expect(pairsWords(2)).toContain('no more than 50.0 % of cases');
  expect(pairsWords(5)).toContain('no more than 93.8 % of cases');
});
