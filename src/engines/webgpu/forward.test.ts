import { expect, test } from 'vitest';
import type { ListBuilder } from '../../gpu/dispatch-list.ts';
import { fakeGpu } from '../../gpu/testing/fake-gpu.ts';
import { planForms } from '../../kernels/forms.ts';
import { modelGraph } from '../../model/model-graph.ts';
import { syntheticCheckpoint } from '../../model/testing/synthetic.ts';
import { planStep } from '../../steps/step-plans.ts';
import { armSpec, stepOf } from '../../steps/testing/arms.ts';
import { allocateArm } from './arm-buffers.ts';
import { dispatchesOf, mostParamSets } from './dispatches.ts';
import { listForward } from './forward.ts';
import type { ArmKernels } from './kernel-library.ts';
import { ScratchSpace } from './step-scratch.ts';
import { stepShape } from './step-shape.ts';
import { fillTables } from './step-tables.ts';
import { allocateWeights } from './weights.ts';

const CHECKPOINT = syntheticCheckpoint({ layers: 3 }, { seed: 1, dtype: 'BF16' });
const { config } = CHECKPOINT;

/** Where and as what a step dispatches its kernels, which are none. */
async function dispatchedBy(samples: boolean, start = 0): Promise<string[]> {
  const [gpu, spec] = [fakeGpu(false), armSpec()];
  const forms = planForms(gpu.tuning);
  const blocks = [0, 1, 2, 3, 4, 5];
  const plan = stepOf({ request: 'r', start, tokens: [1, 2, 3], blocks, samples });
  const plans = planStep(plan, spec, config);
  const buffers = (await allocateArm(new ScratchSpace(gpu), spec, config, forms)).buffers();
  const shape = stepShape(plans, fillTables(buffers, plan, plans, { forms, config }));
  const found: string[] = [];
  const list = {
    dispatch: (_kernel: unknown, op: string, label: string) => found.push(`${label} as ${op}`),
  } as unknown as ListBuilder;
  const none = { get: () => null };
  const kernels = { addNorm: none, matmul: none, attention: none } as unknown as ArmKernels;
  const { weights } = await allocateWeights(gpu, CHECKPOINT, 'stored');
  listForward({ list, buffers, kernels, weights, config, forms, spec, plans, shape });
  return found;
}

const listed = (merges: boolean) => dispatchesOf(config, merges).map(({ label, op }) => `${label} as ${op}`);
const expected = listed(false);

test('the forward pass dispatches what the graph says, in its order; a merge only of rows with several splits', async () => {
  expect(await dispatchedBy(true)).toEqual(expected);
  expect(await dispatchedBy(true, 80)).toEqual(listed(true));
  expect(listed(true).length - expected.length).toBe(config.layers);
});

test('a step that samples nothing ends before the final norm', async () => {
  const end = expected.indexOf('final_norm as final_norm');
  expect(await dispatchedBy(false)).toEqual(expected.slice(0, end));
});

test.each([true, false])(
  'every output of the graph is whole after one dispatch, in order; merged: %s',
  (merges) => {
    const outputs = dispatchesOf(config, merges).flatMap((dispatch) => dispatch.outputs);
    expect(outputs).toEqual(modelGraph(config).operations);
  },
);

test('an arm has room for the params of four norms by lanes, five products by kernel and eight other calls', () => {
  const kernels = {
    addNorm: new Map([16, 32, 64].map((lanes) => [lanes, null])),
    matmul: new Map([['gemv/bf16', null]]),
  } as unknown as ArmKernels;
  expect(mostParamSets(config, kernels)).toBe(4 * 3 + 5 * 1 + 8);
});
