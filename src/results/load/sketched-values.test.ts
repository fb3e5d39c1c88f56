import { expect, test } from 'vitest';
import { createRandom } from '../../experiment/random.ts';
import { Values } from './distribution.ts';
import { SketchedValues } from './sketched-values.ts';

function both(count: number) {
  const [sketched, exact, random] = [new SketchedValues(), new Values(), createRandom(7)];
  for (let i = 0; i < count; i++) {
    const value = random.below(1_000_000);
    sketched.add(value);
    exact.add(value);
  }
  return [sketched.distribution(), exact.distribution()] as const;
}

test.each([0, 1, 7, 1000])('%i values: as if each were kept', (count) => {
  const [sketched, exact] = both(count);
  expect(sketched).toEqual(exact);
});

test('of many the mean is exact, and ranks are off by less than half a per cent', () => {
  const [sketched, exact] = both(200_000);
  expect(sketched!.mean).toBeCloseTo(exact!.mean, 3);
  for (const percentile of ['p50', 'p95', 'p99'] as const)
    expect(Math.abs(sketched![percentile] - exact![percentile])).toBeLessThan(5000);
});
