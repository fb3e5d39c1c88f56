import { expect, it } from 'vitest';
import { withFewDiffering } from './analyse-few.ts';

const units = (differing: readonly number[], of = 250) =>
  Array.from({ length: of }, (_, i) => differing[i] ?? 0);
const side = Array.from({ length: 250 }, (_, i) => [
  { sample: { value: 1, censored: false, completion: null, unit: `${i}`, seed: 0 }, part: 1 },
]);
const setting = { sides: { a: side, b: side }, horizon: 0, smallest: 0.02, alpha: 0.05 };
const drawn = { difference: { value: 0, low: 0, high: 0.004 }, equivalenceP: 0.002 };

it('says no more of one or two units that differ than of none', () => {
  const none = withFewDiffering(drawn, units([]), 'share', setting);
  const one = withFewDiffering(drawn, units([0.2]), 'share', setting);
  const two = withFewDiffering(drawn, units([1, -1]), 'share', setting);
  expect(none.difference.low).toBeLessThan(-0.0146);
  for (const more of [one, two]) {
    expect(more.equivalenceP).toBeGreaterThan(none.equivalenceP!);
    expect(more.difference.low).toBeLessThan(-0.0146);
    expect(more.difference.high).toBeGreaterThan(none.difference.high);
  }
  // Nam's score test of one pair each way among 250, and Tango's interval.
  expect(two.equivalenceP).toBeCloseTo(0.02043927, 7);
  expect(two.difference.low).toBeCloseTo(-0.01866148, 7);
});

it('leaves what a bootstrap says of as many as a test can tell of', () => {
  expect(withFewDiffering(drawn, units(Array(6).fill(1)), 'share', setting)).toBe(drawn);
});
