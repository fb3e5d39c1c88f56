import { describe, expect, test } from 'vitest';
import type { ListBuilder } from '../../gpu/dispatch-list.ts';
import { fakeGpu } from '../../gpu/testing/fake-gpu.ts';
import { type KernelForms, planForms, withoutEpilogues } from '../../kernels/forms.ts';
import type { Checkpoint } from '../../model/checkpoint.ts';
import type { ModelConfig } from '../../model/model-config.ts';
import { modelGraph } from '../../model/model-graph.ts';
import { syntheticCheckpoint } from '../../model/testing/synthetic.ts';
import { planStep } from '../../steps/step-plans.ts';
import { armSpec, stepOf } from '../../steps/testing/arms.ts';
import { decoderCheckpoint } from '../testing/decoder-checkpoint.ts';
import { allocateArm } from './arm-buffers.ts';
import { type Dispatch, dispatchesOf, mostParamSets } from './dispatches.ts';
import { listForward } from './forward.ts';
import type { ArmKernels } from './kernel-library.ts';
import { fusedProducts, productKernels } from './products.ts';
import { ScratchSpace } from './step-scratch.ts';
import { stepShape } from './step-shape.ts';
import { fillTables } from './step-tables.ts';
import { allocateWeights } from './weights.ts';

const CHECKPOINT = syntheticCheckpoint({ layers: 3 }, { seed: 1, dtype: 'BF16' });
const { config } = CHECKPOINT;

const GPU = fakeGpu(true);
const FORMS = planForms(GPU.tuning);
const APART = withoutEpilogues(FORMS);
const SHAPE = { rows: 3, sampled: 1 };

/** Where and as what a step dispatches its kernels, which are none. */
async function dispatchedBy(
  samples: boolean,
  forms: KernelForms,
  start = 0,
  checkpoint: Checkpoint = CHECKPOINT,
): Promise<string[]> {
  const spec = armSpec();
  const { config } = checkpoint;
  const blocks = [0, 1, 2, 3, 4, 5];
  const plan = stepOf({ request: 'r', start, tokens: [1, 2, 3], blocks, sample: samples ? 'last' : 'none' });
  const plans = planStep(plan, spec, config);
  const buffers = (await allocateArm(new ScratchSpace(GPU), spec, config, forms)).buffers();
  const shape = stepShape(plans, fillTables(buffers, plan, plans, { forms, config, spec }, []));
  const found: string[] = [];
  const list = {
    dispatch: (_kernel: unknown, op: string, label: string) => found.push(`${label} as ${op}`),
  } as unknown as ListBuilder;
  const none = { get: () => null };
  const kernels = { addNorm: none, matmul: none, attention: none, between: none } as unknown as ArmKernels;
  const { weights } = await allocateWeights(GPU, checkpoint, 'stored');
  listForward({ list, buffers, kernels, weights, config, forms, spec, plans, shape });
  return found;
}

const namesOf = (dispatches: readonly Dispatch[]) => dispatches.map(({ label, op }) => `${label} as ${op}`);
const fusedBy = (forms: KernelForms) => fusedProducts(productKernels(armSpec(), config, SHAPE, forms));
const WAYS = [
  { way: 'fused', forms: FORMS },
  { way: 'apart', forms: APART },
].map((each) => ({ ...each, fused: fusedBy(each.forms) }));

test('all products of a layer go on with their sums, and none where that is not wanted', () => {
  expect(WAYS.map(({ fused }) => [...fused])).toEqual([['qkv', 'o', 'gate_up', 'down'], []]);
});

test.each(WAYS)(
  '$way: the forward pass dispatches what the graph says, in its order',
  async ({ forms, fused }) => {
    expect(await dispatchedBy(true, forms)).toEqual(namesOf(dispatchesOf(config, false, fused)));
  },
);

test('merges only rows with several splits, where those are spread', async () => {
  const forms = withoutEpilogues(planForms(fakeGpu(false).tuning));
  expect(await dispatchedBy(true, forms)).toEqual(namesOf(dispatchesOf(config, false)));
  expect(await dispatchedBy(true, forms, 80)).toEqual(namesOf(dispatchesOf(config, true)));
});

test.each(WAYS)('$way: a step that samples nothing ends before the final norm', async ({ forms, fused }) => {
  const expected = namesOf(dispatchesOf(config, false, fused));
  const end = expected.indexOf('final_norm as final_norm');
  expect(await dispatchedBy(false, forms)).toEqual(expected.slice(0, end));
});

test.each(WAYS.flatMap((each) => [true, false].map((merges) => ({ ...each, merges }))))(
  '$way: every output of the graph is computed by one dispatch, in order; merged: $merges',
  ({ fused, merges }) => {
    const outputs = dispatchesOf(config, merges, fused).flatMap((dispatch) => dispatch.outputs);
    expect(outputs).toEqual(modelGraph(config).operations);
  },
);

test('a layer takes seven dispatches where its products go on with their sums, and nine apart', () => {
  const inLayer = (dispatches: readonly Dispatch[]) =>
    dispatches.filter(({ label }) => label.startsWith('layer1.')).length;
  expect(WAYS.map(({ fused }) => inLayer(dispatchesOf(config, false, fused)))).toEqual([7, 9]);
});

test('and so does one with biases and norms of queries and keys, whose kernels of their own are three more apart', () => {
  const both = { ...config, qkvBias: true, qkNorm: true } as const;
  const listed = [FORMS, APART].map((forms) =>
    dispatchesOf(both, false, fusedProducts(productKernels(armSpec(), both, SHAPE, forms))),
  );
  for (const dispatches of listed)
    expect(dispatches.flatMap(({ outputs }) => outputs)).toEqual(modelGraph(both).operations);
  expect(listed.map((of) => of.filter(({ label }) => label.startsWith('layer1.')).length)).toEqual([7, 11]);
});

/** What a Llama does not have, and how many dispatches a layer has for it, fused and apart. */
const OTHERS: readonly { has: Partial<ModelConfig>; dispatches: readonly [number, number] }[] = [
  { has: { qkvBias: true, outBias: true, mlpBias: true }, dispatches: [7 + 4, 9 + 4] },
  { has: { norms: 'around' }, dispatches: [7 + 2, 9 + 2] },
  { has: { norms: 'after', qkNorm: 'projection' }, dispatches: [7 + 4, 9 + 3] },
  { has: { gate: 'gelu_tanh' }, dispatches: [7 + 1, 9] },
  { has: { residualScale: 0.5 }, dispatches: [7 + 2, 9 + 2] },
  { has: { residualScale: 0.5, norms: 'around', outBias: true }, dispatches: [7 + 3, 9 + 3] },
  { has: { embeddingScale: 2, attentionScale: 0.1 }, dispatches: [7, 9] },
];

describe.each(OTHERS)('a model with $has', ({ has, dispatches }) => {
  const checkpoint = decoderCheckpoint({ ...config, ...has }, 1, 'BF16');

  test.each([FORMS, APART])('dispatches what its graph says, in its order', async (forms) => {
    const fused = fusedProducts(productKernels(armSpec(), checkpoint.config, SHAPE, forms));
    const listed = dispatchesOf(checkpoint.config, false, fused);
    expect(await dispatchedBy(true, forms, 0, checkpoint)).toEqual(namesOf(listed));
    expect(listed.flatMap(({ outputs }) => outputs)).toEqual(modelGraph(checkpoint.config).operations);
    const inLayer = listed.filter(({ label }) => label.startsWith('layer1.'));
    expect(inLayer).toHaveLength(dispatches[forms === FORMS ? 0 : 1]);
  });
});

test('layers that see the last keys only merge their own splits, or have none', async () => {
  const main = { rope: 'main', window: null } as const;
  const attention = [main, { ...main, window: 20 }, main];
  const checkpoint = { ...CHECKPOINT, config: { ...config, attention } };
  const forms = withoutEpilogues(planForms(fakeGpu(false).tuning));
  const listed = dispatchesOf(checkpoint.config, { others: true, local: false });
  expect(await dispatchedBy(true, forms, 80, checkpoint)).toEqual(namesOf(listed));
  expect(listed.filter(({ op }) => op === 'merge').map(({ label }) => label)).toEqual([
    'layer0.attention',
    'layer2.attention',
  ]);
});

test('an arm has room for the params of four norms by lanes, five products by kernel and seven other calls', () => {
  const products = { qkv: 2, o: 1, gate_up: 1, down: 3, head: 1 };
  expect(mostParamSets(config, { norms: 3, between: 0, products, quantizes: false })).toBe(4 * 3 + 8 + 7);
});
