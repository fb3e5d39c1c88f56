import { expect, test } from 'vitest';
import { rmsnormPlan } from '../../../../../numerics/rmsnorm-plan.ts';
import { normChanges, normed, normRows } from './rms-norm.ts';

const rows = normRows(64, 512);

test('a normalised row has mean square 1', () => {
  const { raw } = normed(rmsnormPlan('invariant', 1, 512), rows[0]);
  expect(raw.reduce((sum, value) => sum + value * value, 0) / raw.length).toBeCloseTo(1, 4);
});

test('other lanes change many sums, fewer outputs, fewer still once they are rounded', () => {
  const changes = normChanges(rmsnormPlan('variant', 1, 512), rmsnormPlan('variant', 128, 512), rows);
  expect(changes.sums).toBeGreaterThan(0);
  expect(changes.raw).toBeLessThanOrEqual(changes.sums);
  expect(changes.stored).toBeLessThanOrEqual(changes.raw);
});

test('one plan changes nothing', () => {
  const plan = rmsnormPlan('invariant', 1, 512);
  expect(normChanges(plan, rmsnormPlan('invariant', 200, 512), rows)).toEqual({
    rows: 64,
    sums: 0,
    raw: 0,
    stored: 0,
  });
});
