import { expect, it } from 'vitest';
import { ulpWords } from './ulp-words.ts';

it('keeps what crosses zero apart from the largest distance of one sign', () => {
  const words = ulpWords({ maxUlp: 2_030_414_048, maxUlpSameSign: 4096, crossings: 3 });
  expect(words.short).toBe('4,096 + 3 across 0');
  expect(words.crossing).toBe('3 logits cross zero, up to 2,030,414,048 ulp');
  expect(words.explained).toContain('no measure of size');
});

it('says nothing of zero where no sign changed', () => {
  expect(ulpWords({ maxUlp: 7, maxUlpSameSign: 7, crossings: 0 })).toMatchObject({
    short: '7',
    crossing: null,
  });
});
