import { expect, test } from 'vitest';
import { CpuEngine } from '../../engines/cpu/cpu.ts';
import type { Experiment } from '../../experiment/schema.ts';
import { parseExperiment } from '../../experiment/schema.ts';
import { isMatmul } from '../../model/operations.ts';
import { ODD_SHAPE, syntheticCheckpoint } from '../../model/testing/synthetic.ts';
import { f32Bits } from '../../numerics/bits.ts';
import type { Quantize } from '../../numerics/dtypes.ts';
import { elementReport, isSum } from './element.ts';
import { look, twoArms } from './testing/looked.ts';

/** K of several blocks, some of them cut. */
const CHECKPOINT = syntheticCheckpoint(ODD_SHAPE, { seed: 3, dtype: 'BF16' });

function quantised(kernels: 'variant' | 'invariant', quantize: Quantize): Experiment {
  const experiment = twoArms(kernels);
  return parseExperiment({
    ...experiment,
    arms: experiment.arms.map((arm) => ({ ...arm, weights: 'q8', quantize })),
  });
}

test('every sum of blocks follows from its terms, in both arms', async () => {
  const looked = await look(quantised('variant', 'per-row'), 2, new CpuEngine(), CHECKPOINT);
  expect(looked.look.first!.cause).toBe('plan');
  let products = 0;
  for (const { layer, name } of looked.look.diff.outputs) {
    const report = elementReport(looked, { layer, name, element: 1 });
    if (!isSum(report)) continue;
    if (isMatmul(name)) products++;
    for (const { check } of [report.sides.a, report.sides.b])
      expect(f32Bits(check.replayed), `${layer} ${name}`).toBe(f32Bits(check.given));
  }
  expect(products).toBeGreaterThan(4);
});

test('one scale for all rows is named as the cause, and no sum of it is taken apart', async () => {
  const looked = await look(quantised('invariant', 'per-tensor'), 2, new CpuEngine(), CHECKPOINT);
  const { first, plansDiffer } = looked.look;
  expect([first!.cause, plansDiffer]).toEqual(['scale', []]);
  expect(() => elementReport(looked, { ...first!, element: 0 })).toThrow(
    'alone has one activation scale for all rows of a step, and a trace holds one row',
  );
});
