import { expect, it } from 'vitest';
import { madeUpOutcome } from './made-up-outcome.ts';

it('has every conclusion, planned and not', () => {
  const { hypotheses, definition, cells } = madeUpOutcome();
  expect(new Set(hypotheses.map(({ conclusion }) => conclusion)).size).toBe(4);
  expect(hypotheses.filter(({ planned }) => planned)).toHaveLength(definition.hypotheses.length);
  expect(hypotheses.some(({ planned }) => !planned)).toBe(true);
  for (const { estimate } of cells) {
    expect(estimate.low).toBeLessThanOrEqual(estimate.value);
    expect(estimate.high).toBeGreaterThanOrEqual(estimate.value);
  }
});
