import { dispatchesOf } from '../engines/webgpu/dispatches.ts';
import { fusedProducts, productKernels } from '../engines/webgpu/products.ts';
import type { KernelForms } from '../kernels/forms.ts';
import { ACTIVATION_BYTES } from '../kernels/preludes.ts';
import { RESULT_WORDS, slicesOf } from '../kernels/sample.ts';
import { type Checkpoint, tensorSize } from '../model/checkpoint.ts';
import { elementsOf, type Operation, type OutputPlace, outputLabel } from '../model/graph.ts';
import { modelGraph } from '../model/model-graph.ts';
import { weightAt } from '../model/model-weights.ts';
import { isMatmul, isRounded, type OperationKind } from '../model/operations.ts';
import type { ArmSpec } from '../steps/arm-spec.ts';
import type { StepPlan } from '../steps/step-plan.ts';
import { planStep } from '../steps/step-plans.ts';

/** What an operation must do in a whole step, however its kernel is written: the ground of its share of the limit. */
export interface Work {
  /** Each matrix, key and value that is needed, read once; each input read and each output written once. */
  readonly bytes: number;
  /** A multiply-add counts as two. */
  readonly operations: number;
}

/** For each element of an output; a product's and attention's depend on sizes. */
const PER_ELEMENT: Readonly<Partial<Record<OperationKind, number>>> = {
  norm: 3,
  bias: 1,
  add: 1,
  rope: 3,
  swiglu: 6,
  geglu: 10,
};

/** By the names under which the engine times its dispatches, fused ones under the name of their product. */
export function operationWork(
  checkpoint: Checkpoint,
  spec: ArmSpec,
  plan: StepPlan,
  forms: KernelForms,
): ReadonlyMap<string, Work> {
  const { config } = checkpoint;
  const { rows, sampledRows } = planStep(plan, spec, config);
  const act = ACTIVATION_BYTES[spec.activations];
  const step = { checkpoint, act, m: rows.length, sampled: sampledRows.length };
  const work = new Map<string, Work>();
  const add = (op: string, { bytes, operations }: Work): void => {
    const before = work.get(op) ?? { bytes: 0, operations: 0 };
    work.set(op, { bytes: before.bytes + bytes, operations: before.operations + operations });
  };
  const shape = { rows: rows.length, sampled: sampledRows.length };
  const fused = fusedProducts(productKernels(spec, config, shape, forms));
  for (const { op, outputs } of dispatchesOf(config, true, fused)) {
    const last = outputs.at(-1);
    if (last && last.kind !== 'attention') add(op, fusedWork(step, outputs, last));
  }
  const { layers, heads, kvHeads, headDim, vocabSize } = config;
  const keys = rows.reduce((sum, row) => sum + row.keys, 0);
  // Rows of one request share its keys: those of the last row are all of them.
  const kept = plan.slices.reduce((sum, { start, tokens }) => sum + start + tokens.length, 0);
  const [q, kv] = [heads * headDim, kvHeads * headDim];
  const split = 2 * kept * kv * act + step.m * q * (act + 4);
  add('attention', { bytes: layers * split, operations: layers * 4 * keys * q });
  add('merge', { bytes: layers * step.m * q * (4 + act), operations: layers * step.m * q });
  const logits = step.sampled * vocabSize;
  add('sample_slices', { bytes: logits * 4, operations: logits });
  add('sample_merge', { bytes: step.sampled * slicesOf(vocabSize) * RESULT_WORDS * 4, operations: 0 });
  return work;
}

interface Step {
  readonly checkpoint: Checkpoint;
  /** Bytes of an activation. */
  readonly act: number;
  readonly m: number;
  readonly sampled: number;
}

/** Of operations in one dispatch, for the rows of the last of them: what passes between them is neither written nor read. */
function fusedWork(
  { checkpoint, act, m, sampled }: Step,
  outputs: readonly Operation[],
  last: Operation,
): Work {
  const count = last.rows === 'sampled' ? sampled : m;
  const { matmul } = modelGraph(checkpoint.config);
  const own = new Set(outputs.map(outputLabel));
  const bytesOf = ({ name }: Pick<OutputPlace, 'name'>) => (isRounded(name) ? act : 4);
  let bytes = 0;
  let operations = 0;
  for (const { kind, name, inputs, weights, shape } of outputs) {
    const elements = elementsOf(shape);
    const read = inputs.filter((input) => !own.has(outputLabel(input)));
    const rowBytes = read.reduce((sum, input) => sum + (input.end - input.start) * bytesOf(input), 0);
    // The sums of a product that its kernel goes on with are not written.
    const written = kind === 'matmul' && outputs.length > 1 ? 0 : elements * bytesOf({ name });
    bytes += count * (rowBytes + written);
    operations += count * elements * (isMatmul(name) ? 2 * matmul[name].terms : (PER_ELEMENT[kind] ?? 0));
    const tensors = weights.map((weight) => weightAt(checkpoint, weight));
    if (kind === 'matmul') bytes += tensors.reduce((sum, tensor) => sum + tensorSize(tensor), 0);
    // Of the table a row each.
    if (kind === 'embed') bytes += (count * elements * tensorSize(tensors[0])) / elementsOf(tensors[0].shape);
  }
  return { bytes, operations };
}
