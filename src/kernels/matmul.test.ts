import { describe, expect, test } from 'vitest';
import { create, globals } from 'webgpu';
import { compileKernel } from '../gpu/kernel.ts';
import { tuningFor } from '../gpu/tuning.ts';
import type { ModelConfig } from '../model/model-config.ts';
import { MATMULS } from '../model/operations.ts';
import { matmulPlan } from '../numerics/matmul-plan.ts';
import { KERNEL_SETS, rulesNamed } from '../numerics/sets/sets.ts';
import { epilogueOf, sumsTo } from './epilogues.ts';
import { planForms, withinStorage } from './forms.ts';
import { matmulKernel } from './matmul.ts';
import { chunkBounds, type Product } from './matmul-kernel.ts';
import { plainForm, plainParts } from './matmul-plain.ts';
import { wideShape } from './matmul-wide.ts';
import { shapeConfig } from './testing/shapes.ts';

const shape = { terms: 432, columns: 160, parallelism: 64 };
const GPU = tuningFor(false);
const SOFTWARE = tuningFor(true);
const STAGING = { ...GPU, stagedTiles: true, busyWorkgroups: 1 };
const SHARING = { ...SOFTWARE, sharedRows: true };
const planOf = (set: 'invariant' | 'variant' | 'pinned', rows: number) => matmulPlan(set, { ...shape, rows });
const productOf = (rows: number, columns = 160): Product => ({
  ...{ rows, columns, groups: 108, quads: columns / 4 },
});

describe('matmulKernel', () => {
  test.each([
    ['invariant', 1, 'block1x1'],
    ['invariant', 2, 'block2x1'],
    ['invariant', 3, 'block4x1'],
    ['invariant', 64, 'block8x1'],
    ['variant', 1, 'gemv'],
    ['variant', 8, 'block8x1'],
    ['pinned', 1, 'block8x1'],
    ['pinned', 64, 'block8x1'],
  ] as const)('software adapter, %s, M = %i: %s', (set, rows, form) => {
    expect(matmulKernel(planOf(set, rows), productOf(rows), SOFTWARE).form).toBe(`${form}+sums`);
  });

  test.each([
    [1, 'block1x2'],
    [2, 'block2x2'],
    [3, 'block4x2s'],
    [64, 'block8x2s'],
  ])('software adapter whose threads may share rows, M = %i: %s', (rows, form) => {
    expect(matmulKernel(planOf('invariant', rows), productOf(rows), SHARING).form).toBe(`${form}+sums`);
  });

  test('two groups are added at a time only where that divides every chunk', () => {
    const depths = [36, 54, 108, 132, 432].map((terms) => {
      const plan = matmulPlan('invariant', { ...shape, terms, rows: 8 });
      return matmulKernel(plan, { ...productOf(8), groups: Math.ceil(terms / 4) }, SHARING).form;
    });
    expect(depths).toEqual([1, 2, 1, 1, 2].map((depth) => `block8x${depth}s+sums`));
  });

  test.each([
    ['invariant', 1, 64, 'wide1x1x4x8'],
    ['invariant', 2, 64, 'wide2x1x4x8'],
    ['invariant', 8, 64, 'wide4x2x4x8'],
    ['invariant', 9, 64, 'wide4x2x4x8'],
    ['invariant', 512, 64, 'wide4x8x4x2'],
    ['variant', 1, 64, 'quarters'],
    ['pinned', 1, 64, 'wide2x16x4x1'],
    ['pinned', 512, 64, 'wide2x16x4x1'],
  ] as const)('GPU, %s, M = %i, %i workgroups busy: %s', (set, rows, busyWorkgroups, form) => {
    const run = matmulKernel(planOf(set, rows), productOf(rows), { ...GPU, busyWorkgroups });
    expect(run.form).toBe(`${form}+sums`);
  });

  test('GPU: a workgroup has no more threads and memory than every adapter, and a thread for all that it ends', () => {
    for (const rows of [1, 2, 3, 4, 5, 8, 9, 33, 512])
      for (let chunks = 1; chunks <= 40; chunks++)
        for (const oneTile of [false, true])
          for (const busyWorkgroups of [1, 64, 100_000]) {
            const { ROWS, BANDS, PAIRS, CHUNKS } = wideShape(
              chunks,
              { rows, quads: 64 },
              { busyWorkgroups },
              oneTile,
            );
            const threads = 2 * PAIRS * BANDS * CHUNKS;
            expect(threads).toBeLessThanOrEqual(256);
            expect(threads).toBeGreaterThanOrEqual(ROWS * BANDS * PAIRS);
            expect(CHUNKS * ROWS * BANDS * 2 * PAIRS * 16).toBeLessThanOrEqual(16_384);
          }
  });

  test.each([
    [8, 1, 'wide4x2x4x8'],
    [9, 1, 'tiled'],
    [512, 64, 'tiled'],
    [512, 1000, 'wide4x2x4x8'],
  ])('GPU that stages tiles, M = %i, %i workgroups busy: %s', (rows, busyWorkgroups, form) => {
    const run = matmulKernel(planOf('invariant', rows), productOf(rows), { ...STAGING, busyWorkgroups });
    expect(run.form).toBe(`${form}+sums`);
    expect(matmulKernel(planOf('pinned', rows), productOf(rows), STAGING).form).not.toBe('tiled+sums');
  });

  test.each(KERNEL_SETS)('%s: does what follows a product on either kind of adapter', (set) => {
    const epilogue = epilogueOf('gate_up', shapeConfig({ heads: 2, kvHeads: 1, headDim: 16 }));
    for (const tuning of [GPU, SOFTWARE]) {
      for (const rows of [1, 2, 8, 9, 64, 512]) {
        const plan = matmulPlan(set, { ...shape, rows });
        const run = matmulKernel(plan, { ...productOf(rows), epilogue }, tuning);
        expect(run).toMatchObject({ epilogue, parts: 1 });
      }
    }
  });
});

test.each([
  [1, 33, [3, 1, 1]],
  [3, 32, [2, 1, 1]],
  [33, 40, [3, 5, 1]],
] as const)('workgroups of %i rows and %i quads on a software adapter: %j', (rows, quads, workgroups) => {
  const run = matmulKernel(planOf('invariant', rows), { ...productOf(rows), quads }, SOFTWARE);
  const call = run.call({ x: 'x', weights: ['w'], bounds: 'bounds', ends: sumsTo('sums') });
  expect(call.workgroups).toEqual(workgroups);
});

describe('the plain forms', () => {
  test.each(['invariant', 'variant'] as const)(
    'GPU, %s: few workgroups take a part for each chunk, many take all chunks in turn',
    (set) => {
      const plan = planOf(set, 33);
      expect(plan.chunks.length).toBeGreaterThan(1);
      expect(plainForm('square', plan, productOf(33), GPU).parts).toBe(plan.chunks.length);
      expect(plainForm('square', plan, productOf(512), GPU).parts).toBe(1);
    },
  );

  test('software adapter: chunks are spread only where there is a single workgroup', () => {
    const plan = planOf('invariant', 1);
    expect(plainForm('row', plan, productOf(1), SOFTWARE).parts).toBe(1);
    expect(plainForm('row', plan, productOf(1, 64), SOFTWARE).parts).toBe(plan.chunks.length);
  });

  test.each([
    ['row', 7, 2, 32, [1, 2, 7]],
    ['square', 1, 33, 40, [5, 2, 1]],
  ] as const)(
    'workgroups of %s in %i parts for %i rows and %i quads: %j',
    (form, parts, rows, quads, workgroups) => {
      const run = plainParts(form, planOf('invariant', rows), { ...productOf(rows), quads }, parts);
      const call = run.call({ x: 'x', weights: ['w'], bounds: 'bounds', ends: sumsTo('partials') });
      expect(call).toMatchObject({ workgroups, parts });
    },
  );
});

test('heads that are no whole runs of eight are turned by a kernel of their own', () => {
  const qkv = (headDim: number) =>
    epilogueOf('qkv', { heads: 2, kvHeads: 1, headDim, rmsNormEps: 1e-6 }).kind;
  expect([6, 10, 12].map(qkv)).toEqual(['sums', 'sums', 'sums']);
  expect([8, 16, 64, 128].map(qkv)).toEqual(['rope_kv', 'rope_kv', 'rope_kv', 'rope_kv']);
});

test.each([64, 128])(
  'heads of %i that are normalised are whole in a workgroup where there are few rows, but on a GPU for sets of one tile',
  (headDim) => {
    const heads = { heads: 4, kvHeads: 2, headDim, rmsNormEps: 1e-6, qkNorm: true as const };
    const epilogue = epilogueOf('qkv', heads, 64);
    for (const set of KERNEL_SETS)
      for (const rows of [1, 2, 3, 5, 8])
        for (const tuning of [GPU, SOFTWARE]) {
          const plan = matmulPlan(set, { ...shape, rows });
          const kernel = matmulKernel(plan, { ...productOf(rows), epilogue }, tuning);
          const { constants } = kernel.source({});
          if (tuning === SOFTWARE || !rulesNamed(plan.rule)?.oneTile)
            expect(kernel.epilogue.name, `${set} ${rows} ${kernel.form}`).toBe(epilogue.name);
          if (kernel.epilogue === epilogue) expect(constants!.HELD_PAIRS % (headDim / 8)).toBe(0);
        }
    expect(epilogueOf('qkv', heads).kind).toBe('sums');
  },
);

test('what few models do to finished sums is done by kernels of their own', () => {
  const heads = { heads: 2, kvHeads: 1, headDim: 16, rmsNormEps: 1e-6 };
  const left = (model: Partial<ModelConfig>) =>
    MATMULS.filter((name) => name !== 'head' && epilogueOf(name, { ...heads, ...model }, 64).kind === 'sums');
  expect(left({})).toEqual([]);
  expect(left({ outBias: true })).toEqual(['o']);
  expect(left({ mlpBias: true })).toEqual(['gate_up', 'down']);
  expect(left({ gate: 'gelu_tanh' })).toEqual(['gate_up']);
  expect(left({ qkNorm: 'projection' })).toEqual(['qkv']);
  for (const model of [{ norms: 'after' }, { norms: 'around' }, { residualScale: 0.5 }] as const)
    expect(left(model)).toEqual(['o', 'down']);
});

test('an epilogue of more storage than is left beside the weights is done without', () => {
  const qkv = epilogueOf('qkv', shapeConfig({ heads: 2, kvHeads: 1, headDim: 16 }));
  const left = (storage: number, pieces: number, epilogue = qkv) =>
    withinStorage(planForms(GPU), { storage, pieces }).matmul(planOf('invariant', 1), {
      ...productOf(1),
      epilogue,
    }).epilogue.kind;
  expect([left(8, 1), left(8, 2), left(10, 3), left(10, 4)]).toEqual(['rope_kv', 'sums', 'rope_kv', 'sums']);
  expect(left(8, 5, epilogueOf('o', shapeConfig({ heads: 2, kvHeads: 1, headDim: 16 })))).toBe('residual');
});

test('chunk bounds are in groups of four terms, the last one rounded up', () => {
  const plan = matmulPlan('invariant', { ...shape, rows: 1, terms: 102 });
  expect(chunkBounds(plan)).toEqual([0, 16, 26]);
});

// Dawn's null backend compiles as its others do and runs nothing, with the limits that every adapter has.
test('every form of both kinds of adapter compiles with every epilogue', async () => {
  Object.assign(globalThis, globals);
  const instance = create(['backend=null']);
  const adapter = await instance.requestAdapter();
  const device = await adapter!.requestDevice({ requiredFeatures: ['subgroups'] });
  const config = shapeConfig({ heads: 2, kvHeads: 1, headDim: 16 });
  const normed = { ...shapeConfig({ heads: 1, kvHeads: 1, headDim: 128 }), qkNorm: true as const };
  const epilogues = [
    ...(['o', 'gate_up', 'qkv', 'head'] as const).map((name) => epilogueOf(name, config)),
    epilogueOf('qkv', normed, 64),
    epilogueOf('qkv', { ...normed, qkvBias: true }, 32),
  ];
  const dtypes = { activations: 'bf16', weights: 'bf16' } as const;
  for (const epilogue of epilogues) {
    for (const rows of [1, 8, 33]) {
      for (const set of ['invariant', 'variant', 'pinned'] as const) {
        for (const tuning of [GPU, STAGING, SOFTWARE, SHARING]) {
          const product = { ...productOf(rows), epilogue };
          const source = matmulKernel(planOf(set, rows), product, tuning).source(dtypes);
          await expect(compileKernel(device, source), source.label).resolves.toMatchObject({
            label: source.label,
          });
        }
      }
    }
  }
  device.destroy();
});
