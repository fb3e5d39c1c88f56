import { resolveDtype, WEIGHT_FORMATS } from '../../kernels/weight-formats.ts';
import { bytesOf, type Checkpoint, type StoredTensor, tensorBytes } from '../../model/checkpoint.ts';
import { type Operation, operationAt } from '../../model/graph.ts';
import { modelGraph } from '../../model/model-graph.ts';
import { weightAt } from '../../model/model-weights.ts';
import { BLOCK, type BlockDtype, blocksOf } from '../../model/quantise.ts';
import { quantiseAlone } from '../../numerics/quantise-row.ts';
import { quantisedSum } from '../../numerics/quantised-sum.ts';
import { f16FromBits } from '../../numerics/rounding.ts';
import type { RowTrace } from '../../steps/trace.ts';
import type { Operands } from './operands.ts';
import { type ElementPlace, outputOf } from './outputs.ts';
import { type StepFacts, sumPlanOf } from './step-facts.ts';

/**
 * What a product of q8 activations adds up: of each block, or part of one, both scales times the exact integer sum. Throws RangeError where
 * the rows of the step shared a scale: a trace holds one of them.
 */
export function quantisedOperands(
  checkpoint: Checkpoint,
  trace: RowTrace,
  { arm, quantize, weights: dtype }: StepFacts,
  { element, ...place }: ElementPlace,
): Operands {
  if (quantize === 'per-tensor')
    throw new RangeError(
      `${arm} has one activation scale for all rows of a step, and a trace holds one row: its products cannot be taken apart`,
    );
  const operation = operationAt(modelGraph(checkpoint.config), place);
  const plan = sumPlanOf(trace, place.name)!;
  const [from] = operation.inputs;
  const input = outputOf(trace, from.layer, from.name);
  const values = Float32Array.from(input.values.subarray(from.start, from.start + plan.terms));
  const { integers: x, scale } = quantiseAlone(values);
  const row = columnOf(checkpoint, operation, element);
  const held = WEIGHT_FORMATS[resolveDtype(dtype, [row])].stored as BlockDtype;
  const { integers, scales } = blocksOf(row, held);
  const { parts, order } = quantisedSum(plan);
  const factors = parts.map(({ start }) => f16FromBits(scales[Math.floor(start / BLOCK)]) * scale);
  const sums = parts.map(({ start, end }) => {
    let sum = 0;
    for (let k = start; k < end; k++) sum += x[k] * integers[k];
    return sum;
  });
  return {
    plan: { ...order, rule: plan.rule },
    ...{ a: Float32Array.from(factors), b: Float32Array.from(sums), input },
  };
}

/** One column of a product as a tensor of its own: rows are quantised each by itself. */
function columnOf(checkpoint: Checkpoint, { weights }: Operation, element: number): StoredTensor {
  let at = element;
  for (const place of weights) {
    const tensor = weightAt(checkpoint, place);
    const [columns, terms] = tensor.shape;
    if (at < columns) {
      const bytes = bytesOf(tensor.dtype, terms);
      const { name, dtype } = tensor;
      return { name, dtype, shape: [1, terms], bytes: tensorBytes(tensor, at * bytes, (at + 1) * bytes) };
    }
    at -= columns;
  }
  throw new RangeError(`no column ${element} in the product`);
}
