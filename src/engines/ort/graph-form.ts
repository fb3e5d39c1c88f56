import type { Operation, Weight } from '../../model/graph.ts';
import type { ValuesOf } from '../../model/model-weights.ts';
import type { Call } from './calls.ts';
import type { Feeds } from './feeds.ts';
import type { GraphBuilder } from './graph-builder.ts';
import type { Value } from './onnx-proto.ts';

/** A residual stream and its RMSNorm. */
export interface Normed {
  readonly residual: string;
  readonly normed: string;
}

/** What a graph may be written with: onnxruntime's own operators, or ONNX's alone. */
export interface GraphForm {
  /** Declares the inputs beside token ids, rows and caches; shared constants too. */
  declare(graph: GraphBuilder): void;
  /** RMSNorm of x, or of x + delta. */
  norm(graph: GraphBuilder, x: string, delta: string | undefined, gain: string): Normed;
  /** The product of each weight. */
  matmul(graph: GraphBuilder, x: string, operation: Operation, valuesOf: ValuesOf): readonly string[];
  /** A product, or several of one input, with the bias of each. */
  bias(
    graph: GraphBuilder,
    sums: readonly string[],
    operation: Operation,
    valuesOf: ValuesOf,
  ): readonly string[];
  /** RMSNorm of each head of q or k, or of all of a row's at once, from its product. */
  headNorm(graph: GraphBuilder, product: string, operation: Operation, gain: string): string;
  /** q, k or v as attention takes it, from its product or from its heads' norms. */
  head(graph: GraphBuilder, product: string, operation: Operation): string;
  /** (batch, sequence, heads * head_dim) of q, k and v, with the cache written on the way. */
  attention(graph: GraphBuilder, heads: readonly string[], layer: number): string;
  /** The gate through the model's activation: SiLU, or GELU in its tanh form. */
  activate(graph: GraphBuilder, gate: string): string;
  /** Of one layer's keys, or values; a request's part is contiguous. */
  cacheShape(batch: number, capacity: number): number[];
  /** The same with both left open. */
  readonly openCacheShape: Value['shape'];
  /** Tensors for what `declare` declares. */
  feeds(call: Call, capacity: number): Feeds;
}

/** x times each weight. */
export function products(
  graph: GraphBuilder,
  x: string,
  { weights }: Operation,
  valuesOf: ValuesOf,
): readonly string[] {
  return weights.map((weight) => {
    const { tensor, firstRow, shape } = weight;
    // Of a tensor that holds several each is a weight of its own.
    const name = firstRow === undefined ? tensor : `${tensor}@${firstRow}`;
    return linear(graph, x, { tensor: name, shape }, valuesOf(weight));
  });
}

/** Each product plus its bias. */
export function biases(
  graph: GraphBuilder,
  sums: readonly string[],
  { weights }: Operation,
  valuesOf: ValuesOf,
): readonly string[] {
  return weights.map((weight, i) =>
    graph.node('Add', [sums[i], graph.weight(weight.tensor, weight.shape, valuesOf(weight))]),
  );
}

/** x times a weight stored (out, in): exporters hand the product its transpose. */
export function linear(
  graph: GraphBuilder,
  x: string,
  { tensor, shape }: Pick<Weight, 'tensor' | 'shape'>,
  values: Float32Array,
): string {
  const [columns, terms] = shape;
  return graph.node('MatMul', [
    x,
    graph.weight(tensor, [terms, columns], transposed(values, columns, terms)),
  ]);
}

/** (rows, columns) row-major as (columns, rows). */
function transposed(values: Float32Array, rows: number, columns: number): Float32Array {
  const result = new Float32Array(values.length);
  for (let r = 0; r < rows; r++) {
    for (let c = 0; c < columns; c++) result[c * rows + r] = values[r * columns + c];
  }
  return result;
}
