import { convertTensor, resolveDtype, WEIGHT_FORMATS } from '../../kernels/weight-formats.ts';
import type { Checkpoint, StoredTensor } from '../../model/checkpoint.ts';
import { forEachWeight } from '../../model/graph.ts';
import { modelGraph } from '../../model/model-graph.ts';
import { type ForEachWeight, type ValuesOf, type WeightPlace, weightAt } from '../../model/model-weights.ts';
import { type BlockDtype, type Blocks, blocksOf } from '../../model/quantise.ts';
import { widenTensor } from '../../model/widen.ts';
import type { WeightDtype } from '../../numerics/dtypes.ts';
import type { MathName } from '../../numerics/math-name.ts';
import { valuesAsRead } from '../../numerics/portable/kept-values.ts';

/** A checkpoint's weights as f32 values, rounded to the dtype asked for; row-major as stored. */
export type CpuWeights = ForEachWeight<Float32Array>;

/** Throws ModelError where a weight does not fit the dtype. */
export function cpuWeights(checkpoint: Checkpoint, weights: WeightDtype): CpuWeights {
  return forEachWeight(modelGraph(checkpoint.config), lazyWeights(checkpoint, weights));
}

/** What one format changes in some weights beside another, weight by weight. */
export function weightDifferences(
  high: CpuWeights,
  low: CpuWeights,
  places: readonly WeightPlace[],
): Float32Array[] {
  return places.map((at) => {
    const smaller = weightAt(low, at);
    return weightAt(high, at).map((x, i) => x - smaller[i]);
  });
}

/** The same as an arithmetic reads them; those that it changes nothing of are not copied. */
export function weightsAsRead(
  checkpoint: Checkpoint,
  dtype: WeightDtype,
  weights: CpuWeights,
  math: MathName,
): CpuWeights {
  if (math === 'native') return weights;
  // A tied head stays the embedding.
  const read = new Map<Float32Array, Float32Array>();
  return forEachWeight(modelGraph(checkpoint.config), (place) => {
    const values = weightAt(weights, place);
    const known = read.get(values) ?? asRead(values, weightAt(checkpoint, place), dtype, math);
    read.set(values, known);
    return known;
  });
}

/** Whether an arithmetic reads every weight as it is held. */
export function readsAlike(checkpoint: Checkpoint, dtype: WeightDtype, math: MathName): boolean {
  const { operations } = modelGraph(checkpoint.config);
  const tensors = operations.flatMap(({ weights }) => weights.map((place) => weightAt(checkpoint, place)));
  return [...new Set(tensors)].every((tensor) => {
    const values = valuesOf(tensor, dtype);
    return asRead(values, tensor, dtype, math) === values;
  });
}

/** A weight's values as an arithmetic reads them: portable ones that are too small for an operand are 0, which only f32 and bf16 can hold. */
export function asRead(
  values: Float32Array,
  tensor: StoredTensor,
  weights: WeightDtype,
  math: MathName,
): Float32Array {
  const dtype = tensor.shape.length === 1 ? 'f32' : resolveDtype(weights, [tensor]);
  return dtype === 'f32' || dtype === 'bf16' ? valuesAsRead(values, math) : values;
}

/** Gains and biases are never held in a 16-bit dtype. */
function valuesOf(tensor: StoredTensor, weights: WeightDtype): Float32Array<ArrayBuffer> {
  return tensor.shape.length === 1 ? widenTensor(tensor) : convertTensor(tensor, weights);
}

/**
 * The same weights one by one, each converted when it is first asked for: taking one element apart needs one matrix, not the model.
 * Throws ModelError, on that occasion, where a weight does not fit the dtype.
 */
export function lazyWeights(
  checkpoint: Checkpoint,
  weights: WeightDtype,
  math: MathName = 'native',
): ValuesOf {
  const converted = new Map<StoredTensor, Float32Array>();
  return (place) => {
    const tensor = weightAt(checkpoint, place);
    const known = converted.get(tensor);
    if (known) return known;
    const values = asRead(valuesOf(tensor, weights), tensor, weights, math);
    converted.set(tensor, values);
    return values;
  };
}

/**
 * The blocks that the matrices of `weights` are the values of, each made when it is first asked for. Throws RangeError for one that is held
 * otherwise: whoever quantises activations has seen to that.
 */
export function cpuBlocks(
  checkpoint: Checkpoint,
  dtype: WeightDtype,
  weights: CpuWeights,
): (values: ArrayLike<number>) => Blocks {
  const tensors = new Map<ArrayLike<number>, StoredTensor>();
  for (const { kind, weights: places } of modelGraph(checkpoint.config).operations)
    if (kind === 'matmul')
      for (const place of places) tensors.set(weightAt(weights, place), weightAt(checkpoint, place));
  const known = new Map<StoredTensor, Blocks>();
  return (values) => {
    const tensor = tensors.get(values)!;
    const blocks = known.get(tensor) ?? blocksOf(tensor, blockDtype(tensor, dtype));
    known.set(tensor, blocks);
    return blocks;
  };
}

function blockDtype(tensor: StoredTensor, weights: WeightDtype): BlockDtype {
  const { stored } = WEIGHT_FORMATS[resolveDtype(weights, [tensor])];
  if (stored === 'Q8_0' || stored === 'Q4_0') return stored;
  throw new RangeError(`${tensor.name} is held as ${stored}, not in blocks of integers`);
}
