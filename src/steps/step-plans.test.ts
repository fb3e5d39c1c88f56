import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { syntheticCheckpoint } from '../model/testing/synthetic.ts';
import { blocksFor } from './kv-blocks.ts';
import type { StepSlice } from './step-plan.ts';
import { describeStep, planStep } from './step-plans.ts';
import { armSpec, setsOf, stepOf } from './testing/arms.ts';
import { inCompany } from './testing/company.ts';

const { config } = syntheticCheckpoint(
  { hiddenSize: 36, heads: 6, kvHeads: 3, headDim: 6, intermediateSize: 50, vocabSize: 101, tiedHead: false },
  { seed: 1, dtype: 'F32' },
);

const sliceOf = (request: string, start: number, count: number, samples: boolean): StepSlice => ({
  request,
  start,
  tokens: new Array(count).fill(1),
  blocks: Array.from({ length: blocksFor(start + count) }, (_, i) => i),
  sample: samples ? 'last' : 'none',
});

describe('planStep', () => {
  const plan = stepOf(sliceOf('a', 10, 3, true), sliceOf('b', 40, 1, true), sliceOf('c', 0, 4, false));

  test('sampled rows are the last rows of the slices that sample', () => {
    expect(planStep(plan, armSpec(), config).sampledRows).toEqual([2, 3]);
  });

  test('each row attends to its own context', () => {
    const { rows, splits } = planStep(plan, armSpec({ kernels: setsOf('pinned') }), config);
    expect(rows.map((row) => row.keys)).toEqual([11, 12, 13, 41, 1, 2, 3, 4]);
    expect(splits.map(([split]) => split.end)).toEqual([11, 12, 13, 41, 1, 2, 3, 4]);
  });

  test('the head is planned for its own rows, everything else for M', () => {
    const spec = armSpec({ kernels: setsOf('variant') });
    const one = stepOf(sliceOf('a', 0, 20, true));
    const { matmul, norm } = planStep(one, spec, config);
    expect(matmul.head.lanes).toBe(16);
    expect(matmul.qkv.lanes).toBe(4);
    expect(norm.lanes).toBe(64);
  });

  test('each operation follows its own kernel set', () => {
    const spec = armSpec({ kernels: { matmul: 'variant', rmsnorm: 'pinned', attention: 'invariant' } });
    const plans = planStep(plan, spec, config);
    expect([plans.matmul.qkv.rule, plans.norm.rule]).toEqual(['variant@1', 'pinned@1']);
    expect(describeStep(plans, spec).attention).toBe('invariant@1 1 split over 1-41 keys');
  });

  test('under the invariant set the plans of a row are the same in any company', () => {
    const probe = sliceOf('probe', 70, 1, true);
    const alone = planStep(stepOf(probe), armSpec(), config);
    fc.assert(
      fc.property(
        fc.integer({ min: 2, max: 300 }),
        fc.integer({ min: 0, max: 1e6 }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        (rows, shapes, place) => {
          const company = { rows, shapes, place, contents: 1, vocabSize: 101, firstBlock: 8 };
          const slices = inCompany(probe, company);
          const { rows: stepRows, matmul, norm, splits } = planStep(stepOf(...slices), armSpec(), config);
          const row = stepRows.findIndex((at) => slices[at.slice] === probe);
          expect(stepRows).toHaveLength(rows);
          expect({ matmul, norm, splits: splits[row] }).toEqual({
            matmul: alone.matmul,
            norm: alone.norm,
            splits: alone.splits[0],
          });
        },
      ),
    );
  });
});
