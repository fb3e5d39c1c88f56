import fc from 'fast-check';
import { expect, test } from 'vitest';
import { syntheticCheckpoint } from '../../model/testing/synthetic.ts';
import { KERNEL_SETS } from '../../numerics/sets/sets.ts';
import { planStep } from '../../steps/step-plans.ts';
import { armSpec, setsOf, stepOf } from '../../steps/testing/arms.ts';
import { roundItems, shapePlans, stepShape } from './step-shape.ts';

const { config } = syntheticCheckpoint({}, { seed: 1, dtype: 'F32' });

const anySlice = fc.record({
  start: fc.integer({ min: 0, max: 300 }),
  rows: fc.integer({ min: 1, max: 40 }),
  samples: fc.boolean(),
});

/** A step of such slices: each request's blocks are its own affair. */
const stepFrom = (slices: readonly { start: number; rows: number; samples: boolean }[]) =>
  stepOf(
    ...slices.map(({ start, rows, samples }, i) => ({
      ...{ request: `r${i}`, start, samples },
      tokens: new Array<number>(rows).fill(1),
      blocks: Array.from({ length: 30 }, (_, block) => block),
    })),
  );

test('the plans of a shape are those of each step that has it', () => {
  fc.assert(
    fc.property(
      fc.constantFrom(...KERNEL_SETS),
      fc.array(anySlice, { minLength: 1, maxLength: 9 }),
      (set, slices) => {
        const spec = armSpec({ kernels: setsOf(set) });
        const { norm, matmul, ...plans } = planStep(stepFrom(slices), spec, config);
        expect(shapePlans(stepShape(plans, spec, { items: 1e6 }), spec, config)).toEqual({ norm, matmul });
      },
    ),
  );
});

test('items are rounded up by an eighth at most, to few numbers', () => {
  const all = Array.from({ length: 4096 }, (_, i) => i + 1);
  for (const items of all) {
    expect(roundItems(items)).toBeGreaterThanOrEqual(items);
    expect(roundItems(items)).toBeLessThanOrEqual(items * 1.125);
  }
  expect(new Set(all.map(roundItems)).size).toBeLessThan(90);
});

test('an attention kernel that is not ours gets exact items, and no step more than there is room for', () => {
  const plans = planStep(stepFrom([{ start: 0, rows: 17, samples: true }]), armSpec(), config);
  const own = { attention: { name: 'mine', like: 'attention', source: '', hash: '' } } as const;
  expect(stepShape(plans, {}, { items: 100 }).items).toBe(18);
  expect(stepShape(plans, {}, { items: 17 }).items).toBe(17);
  expect(stepShape(plans, { own }, { items: 100 }).items).toBe(17);
});
