import fc from 'fast-check';
import { expect, test } from 'vitest';
import { fakeGpu } from '../../gpu/testing/fake-gpu.ts';
import { fastForms } from '../../kernels/fast/forms.ts';
import { planForms } from '../../kernels/forms.ts';
import { padded } from '../../kernels/packed-rows.ts';
import type { ModelConfig } from '../../model/model-config.ts';
import { modelGraph } from '../../model/model-graph.ts';
import { MATMULS } from '../../model/operations.ts';
import { syntheticCheckpoint } from '../../model/testing/synthetic.ts';
import { KERNEL_SETS } from '../../numerics/sets/sets.ts';
import type { ArmSpec } from '../../steps/arm-spec.ts';
import { blocksFor } from '../../steps/kv-blocks.ts';
import { rowCount, type StepPlan, type StepSlice } from '../../steps/step-plan.ts';
import { planStep } from '../../steps/step-plans.ts';
import { armSpec, setsOf } from '../../steps/testing/arms.ts';
import { allocateArm } from './arm-buffers.ts';
import { mostOfProducts, packedElements, productKernels } from './products.ts';
import { ScratchSpace } from './step-scratch.ts';
import { fillTables } from './step-tables.ts';
import { allocateWeights } from './weights.ts';

/** Heads and columns that need padding, and K large enough to be cut into many chunks. */
const SIZES = { layers: 1, hiddenSize: 330, heads: 6, kvHeads: 3, intermediateSize: 520, vocabSize: 101 };
const checkpointOf = (headDim: number) =>
  syntheticCheckpoint({ ...SIZES, headDim, tiedHead: false }, { seed: 1, dtype: 'BF16' });
const CHECKPOINT = checkpointOf(50);
const { config } = CHECKPOINT;
const { matmul } = modelGraph(config);

/** A device, and the kernel sets' forms on it or a bench's own. */
const anyGpu = fc.record({ software: fc.boolean(), fast: fc.boolean() }).map(({ software, fast }) => {
  const gpu = fakeGpu(software);
  return { gpu, forms: fast ? fastForms(gpu) : planForms(gpu.tuning) };
});

const anySpec = fc
  .record({
    set: fc.constantFrom(...KERNEL_SETS),
    parallelism: fc.integer({ min: 1, max: 200 }),
    maxSequences: fc.integer({ min: 1, max: 24 }),
    maxTokensPerStep: fc.integer({ min: 1, max: 70 }),
    maxContext: fc.integer({ min: 1, max: 256 }),
  })
  .map(({ set, parallelism, ...limits }) =>
    armSpec({ kernels: setsOf(set), parallelism, limits: { ...limits, blocks: 500 } }),
  );

/** Requests as [start, rows, samples] before they are fitted into a spec. */
const anyRequests = fc.array(
  fc.tuple(fc.integer({ min: 0, max: 255 }), fc.integer({ min: 1, max: 40 }), fc.boolean()),
  { minLength: 1, maxLength: 24 },
);

function stepWithin(
  { limits }: ArmSpec,
  requests: readonly (readonly [number, number, boolean])[],
): StepPlan {
  const slices: StepSlice[] = [];
  let rows = 0;
  for (const [wantedStart, wanted, samples] of requests.slice(0, limits.maxSequences)) {
    const start = Math.min(wantedStart, limits.maxContext - 1);
    const count = Math.min(wanted, limits.maxContext - start, limits.maxTokensPerStep - rows);
    if (count === 0) break;
    const blocks = Array.from({ length: blocksFor(start + count) }, (_, i) => i);
    const sample = samples ? 'last' : 'none';
    slices.push({ request: `r${slices.length}`, start, tokens: new Array(count).fill(0), blocks, sample });
    rows += count;
  }
  return { slices, preempted: [] };
}

/** Windows within a split of keys and beyond one. */
const MODELS = [50, 64].flatMap((headDim) => [null, 17, 150].map((window) => ({ headDim, window })));

test.each(MODELS)(
  'heads of $headDim, a window of $window: whatever step the limits allow, its tables, splits, partial sums and params fit',
  async ({ headDim, window }) => {
    const { config: all } = checkpointOf(headDim);
    const config: ModelConfig = window === null ? all : { ...all, attention: [{ rope: 'main', window }] };
    const { matmul } = modelGraph(config);
    await fc.assert(
      fc.asyncProperty(anyGpu, anySpec, anyRequests, async ({ gpu, forms }, spec, requests) => {
        const plan = stepWithin(spec, requests);
        const plans = planStep(plan, spec, config);
        const buffers = (await allocateArm(new ScratchSpace(gpu), spec, config, forms)).buffers();
        const { attention, local } = fillTables(buffers, plan, plans, { forms, config, spec }, []);
        const places = Math.max(attention.places, local?.places ?? 0);
        expect(local === null).toBe(window === null);
        expect(buffers.values.size).toBeGreaterThanOrEqual(
          places * config.heads * padded(config.headDim) * 4,
        );
        expect(buffers.stats.size).toBeGreaterThanOrEqual(places * config.heads * 8);
        const shape = { rows: rowCount(plan), sampled: plans.sampledRows.length };
        const most = mostOfProducts(spec, config, buffers.capacity, forms);
        const kernels = productKernels(spec, config, shape, forms);
        for (const name of MATMULS) {
          const rows = matmul[name].rows === 'sampled' ? shape.sampled : shape.rows;
          if (rows === 0) continue;
          const { form, parts, epilogue } = kernels[name];
          expect([...most.forms[name]]).toContain(form);
          if (epilogue.kind !== 'sums') continue;
          expect(buffers.partials.size).toBeGreaterThanOrEqual(
            parts * rows * packedElements(matmul[name]) * 4,
          );
        }
      }),
      { numRuns: 100 },
    );
  },
);

test('columns are counted as the weights are packed', async () => {
  const { weights } = await allocateWeights(fakeGpu(), CHECKPOINT, 'stored');
  const { layers, head } = weights;
  const [{ qkv, o, gateUp, down }] = layers;
  const packed = { qkv, o, gate_up: gateUp, down, head };
  for (const name of MATMULS) {
    expect(packed[name].quads * 4, name).toBe(packedElements(matmul[name]));
    expect(packed[name].terms, name).toBe(matmul[name].terms);
  }
});

test('a step with more rows than the arm holds is refused by the table that overflows', async () => {
  const spec = armSpec({ limits: { maxSequences: 1, maxTokensPerStep: 4, maxContext: 64, blocks: 4 } });
  const slice = { request: 'r', start: 0, tokens: [1, 2, 3, 4, 5], blocks: [0], sample: 'last' as const };
  const plan = { slices: [slice], preempted: [] };
  const gpu = fakeGpu();
  const forms = planForms(gpu.tuning);
  const buffers = (await allocateArm(new ScratchSpace(gpu), spec, config, forms)).buffers();
  const plans = planStep(plan, spec, config);
  expect(() => fillTables(buffers, plan, plans, { forms, config, spec }, [])).toThrow(
    'tokens: 5 entries, capacity 4',
  );
});
