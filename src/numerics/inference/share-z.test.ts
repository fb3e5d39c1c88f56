import { expect, test } from 'vitest';
import { shareAgainstKnown, twoShareZ } from './share-z.ts';

test('as R 4.2.2’s prop.test(correct = FALSE), whose statistic is z squared', () => {
  expect(twoShareZ(45, 100, 57, 100).p).toBeCloseTo(0.0896218583594885, 10);
  expect(twoShareZ(354, 655, 580, 1000).z ** 2).toBeCloseTo(2.5169470854187, 10);
});

test('54 of 58 % at 655 is significant only where 58 % is known: z = 2.05 against 1.6 of a baseline of 1,000', () => {
  const known = shareAgainstKnown(354, 655, 0.58);
  expect(known.p).toBeCloseTo(0.0406, 3);
  expect(twoShareZ(354, 655, 580, 1000).p).toBeGreaterThan(0.1);
});

test('refuses what is none', () => {
  expect(() => twoShareZ(1, 0, 1, 2)).toThrow(RangeError);
  expect(() => shareAgainstKnown(1, 2, -1)).toThrow(RangeError);
});
