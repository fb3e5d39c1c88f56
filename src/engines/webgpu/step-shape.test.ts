import fc from 'fast-check';
import { expect, test } from 'vitest';
import { syntheticCheckpoint } from '../../model/testing/synthetic.ts';
import { KERNEL_SETS } from '../../numerics/sets/sets.ts';
import { planStep } from '../../steps/step-plans.ts';
import { armSpec, setsOf, stepOf } from '../../steps/testing/arms.ts';
import { shapePlans, stepShape } from './step-shape.ts';

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
      ...{ request: `r${i}`, start, sample: samples ? ('last' as const) : ('none' as const) },
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
        const { norm, headNorm, matmul, ...plans } = planStep(stepFrom(slices), spec, config);
        const dealt = { kernel: 'any', items: 1, words: 1, places: 0, merges: false };
        expect(shapePlans(stepShape(plans, { attention: dealt, local: null }), spec, config)).toEqual({
          norm,
          headNorm,
          matmul,
        });
      },
    ),
  );
});
