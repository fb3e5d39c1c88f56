import { expect, test } from 'vitest';
import type { ListBuilder } from '../../gpu/dispatch-list.ts';
import { fakeGpu } from '../../gpu/testing/fake-gpu.ts';
import { type KernelForms, planForms, withoutEpilogues } from '../../kernels/forms.ts';
import { modelGraph } from '../../model/model-graph.ts';
import { syntheticCheckpoint } from '../../model/testing/synthetic.ts';
import { planStep } from '../../steps/step-plans.ts';
import { armSpec, stepOf } from '../../steps/testing/arms.ts';
import { allocateArm } from './arm-buffers.ts';
import { type Dispatch, dispatchesOf, mostParamSets } from './dispatches.ts';
import { listForward } from './forward.ts';
import type { ArmKernels } from './kernel-library.ts';
import { fusedProducts, productKernels } from './products.ts';
import { ScratchSpace } from './step-scratch.ts';
import { stepShape } from './step-shape.ts';
import { uploadWeights } from './weights.ts';

const CHECKPOINT = syntheticCheckpoint(
  { layers: 3, heads: 2, kvHeads: 1, headDim: 8 },
  { seed: 1, dtype: 'BF16' },
);
const { config } = CHECKPOINT;
const GPU = fakeGpu();
const FORMS = planForms(GPU.tuning);
const APART = withoutEpilogues(FORMS);

/** Where and as what a step dispatches its kernels, which are none. */
async function dispatchedBy(samples: boolean, forms: KernelForms): Promise<string[]> {
  const [gpu, spec] = [GPU, armSpec()];
  const plan = stepOf({ request: 'r', start: 0, tokens: [1, 2, 3], blocks: [0], samples });
  const plans = planStep(plan, spec, config);
  const buffers = (await allocateArm(new ScratchSpace(gpu), spec, config, forms)).buffers();
  const shape = stepShape(plans, spec, buffers.capacity);
  const found: string[] = [];
  const list = {
    dispatch: (_kernel: unknown, op: string, label: string) => found.push(`${label} as ${op}`),
  } as unknown as ListBuilder;
  const none = { get: () => null };
  const kernels = { addNorm: none, matmul: none } as unknown as ArmKernels;
  const weights = uploadWeights(gpu, CHECKPOINT, 'stored');
  listForward({ list, buffers, kernels, weights, config, forms, spec, plans, shape });
  return found;
}

const namesOf = (dispatches: readonly Dispatch[]) => dispatches.map(({ label, op }) => `${label} as ${op}`);
const fused = fusedProducts(productKernels(armSpec(), config, { rows: 3, sampled: 1 }, FORMS));
const WAYS = [
  { way: 'fused', forms: FORMS, dispatches: dispatchesOf(config, fused) },
  { way: 'apart', forms: APART, dispatches: dispatchesOf(config) },
];

test('all products of a layer go on with their sums, and none where that is not wanted', () => {
  expect([...fused]).toEqual(['qkv', 'o', 'gate_up', 'down']);
  expect(fusedProducts(productKernels(armSpec(), config, { rows: 3, sampled: 1 }, APART)).size).toBe(0);
});

test.each(WAYS)(
  '$way: the forward pass dispatches what the graph says, in its order',
  async ({ forms, dispatches }) => {
    expect(await dispatchedBy(true, forms)).toEqual(namesOf(dispatches));
  },
);

test.each(WAYS)(
  '$way: a step that samples nothing ends before the final norm',
  async ({ forms, dispatches }) => {
    const expected = namesOf(dispatches);
    const end = expected.indexOf('final_norm as final_norm');
    expect(await dispatchedBy(false, forms)).toEqual(expected.slice(0, end));
  },
);

test.each(WAYS)('$way: every output of the graph is computed by one dispatch, in order', ({ dispatches }) => {
  const outputs = dispatches.flatMap((dispatch) => dispatch.outputs);
  expect(outputs).toEqual(modelGraph(config).operations);
});

test('apart, what is after a dispatch is whole in memory: a product has nothing behind its sums', () => {
  for (const { outputs } of dispatchesOf(config))
    expect(outputs.findIndex(({ kind }) => kind === 'matmul')).toBe(
      outputs[0]?.kind === 'matmul' ? outputs.length - 1 : -1,
    );
});

test('a layer takes ten dispatches, or eight where its products go on with their sums', () => {
  const inLayer = (dispatches: readonly Dispatch[]) =>
    dispatches.filter(({ label }) => label.startsWith('layer1.')).length;
  expect(WAYS.map(({ dispatches }) => inLayer(dispatches))).toEqual([8, 10]);
});

test('an arm has room for the params of four norms by lanes, five products by kernel and eight other calls', () => {
  const products = { qkv: 2, o: 1, gate_up: 1, down: 3, head: 1 };
  expect(mostParamSets(config, 3, products)).toBe(4 * 3 + 8 + 8);
});
