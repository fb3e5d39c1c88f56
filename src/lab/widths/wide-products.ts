import { cpuWeights, weightDifferences } from '../../engines/cpu/cpu-weights.ts';
import { resolveDtype, WEIGHT_FORMATS } from '../../kernels/weight-formats.ts';
import { type Checkpoint, DTYPE_BLOCK } from '../../model/checkpoint.ts';
import { elementsOf, outputLabel } from '../../model/graph.ts';
import { modelGraph } from '../../model/model-graph.ts';
import { weightAt } from '../../model/model-weights.ts';
import type { WeightDtype } from '../../numerics/dtypes.ts';
import { type ErrorProjection, projectionOf } from '../../numerics/error-projection.ts';
import { isWide, type WideProduct } from '../../steps/dynamic-widths.ts';

/** A product of a layer that may read one of two formats. */
export interface WidePlace {
  readonly layer: number;
  readonly name: WideProduct;
  /** The output that it reads, and its own, by `outputLabel`. */
  readonly reads: string;
  readonly gives: string;
  readonly weights: number;
  /** Bits of all its weights in the arm's format, and in the smaller one. */
  readonly highBits: number;
  readonly lowBits: number;
}

/** Every such product of a model in the order of the forward pass, and what its weights take in two formats. */
export function widePlaces(checkpoint: Checkpoint, high: WeightDtype, low: WeightDtype): WidePlace[] {
  return modelGraph(checkpoint.config).operations.flatMap((operation) => {
    const { layer, name, inputs, weights } = operation;
    if (layer === null || !isWide(name)) return [];
    const tensors = weights.map((at) => weightAt(checkpoint, at));
    const bitsAs = (dtype: WeightDtype) =>
      tensors.reduce((sum, tensor) => sum + elementsOf(tensor.shape) * bitsOf(dtype, tensor), 0);
    return [
      {
        ...{ layer, name, reads: outputLabel(inputs[0]), gives: outputLabel(operation) },
        weights: tensors.reduce((sum, { shape }) => sum + elementsOf(shape), 0),
        ...{ highBits: bitsAs(high), lowBits: bitsAs(low) },
      },
    ];
  });
}

function bitsOf(dtype: WeightDtype, tensor: Parameters<typeof resolveDtype>[1][number]): number {
  const { weights, bytes } = DTYPE_BLOCK[WEIGHT_FORMATS[resolveDtype(dtype, [tensor])].stored];
  return (8 * bytes) / weights;
}

/** Bits a weight, over all such products, in either format. */
export function widthRange(places: readonly WidePlace[]): Readonly<Record<'low' | 'high', number>> {
  const sum = (of: (place: WidePlace) => number) => places.reduce((total, place) => total + of(place), 0);
  const weights = sum((place) => place.weights);
  return { low: sum(({ lowBits }) => lowBits) / weights, high: sum(({ highBits }) => highBits) / weights };
}

/** What the smaller format changes in a product's weights, piece by piece, each (columns, terms), and what estimates that. */
export interface WidthError {
  readonly pieces: readonly Float32Array[];
  readonly projection: ErrorProjection;
}

/** Of every such product. Throws ModelError where a weight does not fit a format. */
export function widthErrors(checkpoint: Checkpoint, high: WeightDtype, low: WeightDtype): WidthError[] {
  const [wide, narrow] = [high, low].map((dtype) => cpuWeights(checkpoint, dtype));
  return modelGraph(checkpoint.config).operations.flatMap(({ layer, name, weights }) => {
    if (layer === null || !isWide(name)) return [];
    const pieces = weightDifferences(wide, narrow, weights);
    return [{ pieces, projection: projectionOf(pieces, weights[0].shape[1]) }];
  });
}

/** The square of the error that a row really meets: how long the product with the difference is. */
export function squaredError({ pieces }: WidthError, row: Float32Array): number {
  let squares = 0;
  for (const piece of pieces)
    for (let from = 0; from < piece.length; from += row.length) {
      let sum = 0;
      for (let k = 0; k < row.length; k++) sum += piece[from + k] * row[k];
      squares += sum * sum;
    }
  return squares;
}
