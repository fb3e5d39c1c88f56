import type { Operation } from '../../model/graph.ts';
import { layerAttention, type ModelConfig } from '../../model/model-config.ts';
import { ropeIndex } from '../../model/rope-angles.ts';
import { scoreScale } from '../../numerics/attention-plan.ts';
import type { Call } from './calls.ts';
import { angleTables } from './fast-form.ts';
import { type Feeds, maskName, placeFeeds } from './feeds.ts';
import type { GraphBuilder } from './graph-builder.ts';
import { biases, type GraphForm, type Normed, products } from './graph-form.ts';

/** The graph in ONNX's own operators, each step of the arithmetic a node: a second opinion on the fast form. */
export class PlainForm implements GraphForm {
  readonly openCacheShape;
  readonly #config: ModelConfig;
  readonly #windows: readonly (number | null)[];
  #angles: readonly (readonly string[])[] = [];

  constructor(config: ModelConfig) {
    this.#config = config;
    this.#windows = windowsOf(config);
    this.openCacheShape = ['batch', 'positions', config.kvHeads, config.headDim] as const;
  }

  /**
   * positions (batch, sequence); slots (batch, sequence, 2): request and position of each row in the caches; mask and local_mask, of those
   * that some layer needs, (batch, sequence, positions): 0 where a row sees a key, else a number that ends its weight.
   */
  declare(graph: GraphBuilder): void {
    const half = this.#config.headDim / 2;
    const positions = graph.input('positions', 'i32', ['batch', 'sequence']);
    graph.input('slots', 'i64', ['batch', 'sequence', 2]);
    for (const window of this.#windows) {
      const mask = graph.input(maskName(window), 'f32', ['batch', 'sequence', 'positions']);
      graph.node('Unsqueeze', [mask, graph.integers(1, 2)], { outputs: [`${mask}s`] });
    }
    this.#angles = angleTables(graph, this.#config, half).map((tables) =>
      tables.map((table) => {
        const rows = graph.node('Gather', [table, positions]);
        return graph.node('Unsqueeze', [rows, graph.integers(2)]);
      }),
    );
  }

  cacheShape(batch: number, capacity: number): number[] {
    return [batch, capacity, this.#config.kvHeads, this.#config.headDim];
  }

  feeds(call: Call, capacity: number): Feeds {
    return placeFeeds(call, capacity, this.#windows);
  }

  norm(graph: GraphBuilder, x: string, delta: string | undefined, gain: string): Normed {
    const residual = delta === undefined ? x : graph.node('Add', [x, delta]);
    const square = graph.node('Mul', [residual, residual]);
    const mean = graph.node('ReduceMean', [square, graph.integers(-1)], { integers: { keepdims: 1 } });
    const root = graph.node('Sqrt', [graph.node('Add', [mean, graph.scalar(this.#config.rmsNormEps)])]);
    return { residual, normed: graph.node('Mul', [graph.node('Div', [residual, root]), gain]) };
  }

  matmul = products;
  bias = biases;

  headNorm(graph: GraphBuilder, product: string, { shape }: Operation, gain: string): string {
    const heads = graph.node('Reshape', [product, graph.integers(0, 0, ...shape)]);
    return this.norm(graph, heads, undefined, gain).normed;
  }

  head(graph: GraphBuilder, product: string, { kind, name, layer, shape }: Operation): string {
    const heads = graph.node('Reshape', [product, graph.integers(0, 0, ...shape)]);
    const turned = kind === 'rope' ? this.#rotated(graph, heads, layer!) : heads;
    if (name === 'q') return turned;
    return this.#cached(graph, `${name === 'k' ? 'key' : 'value'}.${layer}`, turned);
  }

  attention(graph: GraphBuilder, [q, k, v]: readonly string[], layer: number): string {
    const { heads, kvHeads, headDim } = this.#config;
    const group = heads / kvHeads;
    // The query heads of a group are rows of one product with the keys that they share.
    const grouped = graph.node('Reshape', [q, graph.integers(0, 0, kvHeads, group, headDim)]);
    const byHead = permuted(graph, grouped, [0, 2, 3, 1, 4]);
    const rows = graph.node('Reshape', [byHead, graph.integers(0, kvHeads, -1, headDim)]);
    const scaled = graph.node('Mul', [rows, graph.scalar(scoreScale(this.#config))]);
    const scores = graph.node('MatMul', [scaled, permuted(graph, k, [0, 2, 3, 1])]);
    const shape = graph.node('Shape', [byHead], { integers: { start: 0, end: 4 } });
    const open = graph.node('Concat', [shape, graph.integers(-1)], { integers: { axis: 0 } });
    const masks = `${maskName(layerAttention(this.#config, layer).window)}s`;
    const masked = graph.node('Add', [graph.node('Reshape', [scores, open]), masks]);
    const weights = graph.node('Softmax', [masked], { integers: { axis: -1 } });
    const flat = graph.node('Reshape', [weights, graph.node('Shape', [scores])]);
    const summed = graph.node('MatMul', [flat, permuted(graph, v, [0, 2, 1, 3])]);
    const back = graph.node('Reshape', [summed, graph.node('Shape', [byHead])]);
    return graph.node('Reshape', [
      permuted(graph, back, [0, 3, 1, 2, 4]),
      graph.integers(0, 0, heads * headDim),
    ]);
  }

  activate(graph: GraphBuilder, gate: string): string {
    const product = (a: string, b: string) => graph.node('Mul', [a, b]);
    if (this.#config.gate !== 'gelu_tanh') return product(gate, graph.node('Sigmoid', [gate]));
    const cube = product(gate, product(gate, gate));
    const inner = graph.node('Add', [gate, product(graph.scalar(0.044715), cube)]);
    const tanh = graph.node('Tanh', [product(graph.scalar(Math.sqrt(2 / Math.PI)), inner)]);
    return product(product(graph.scalar(0.5), gate), graph.node('Add', [tanh, graph.scalar(1)]));
  }

  /** RoPE of (batch, sequence, heads, head_dim) on pairs (d, d + head_dim / 2). */
  #rotated(graph: GraphBuilder, x: string, layer: number): string {
    const half = this.#config.headDim / 2;
    const [cos, sin] = this.#angles[ropeIndex(this.#config, layer)];
    const part = (from: number, to: number) =>
      graph.node('Slice', [x, graph.integers(from), graph.integers(to), graph.integers(3)]);
    const [low, high] = [part(0, half), part(half, 2 * half)];
    const product = (a: string, b: string) => graph.node('Mul', [a, b]);
    const turned = [
      graph.node('Sub', [product(low, cos), product(high, sin)]),
      graph.node('Add', [product(high, cos), product(low, sin)]),
    ];
    return graph.node('Concat', turned, { integers: { axis: 3 } });
  }

  /** The cache with the new rows in their places. */
  #cached(graph: GraphBuilder, name: string, rows: string): string {
    return graph.node('ScatterND', [`past_${name}`, 'slots', rows], { outputs: [`present_${name}`] });
  }
}

/** What layers see: all keys, or the last so many. */
function windowsOf(config: ModelConfig): (number | null)[] {
  const all = Array.from({ length: config.layers }, (_, layer) => layerAttention(config, layer).window);
  return [...new Set(all)];
}

function permuted(graph: GraphBuilder, x: string, axes: readonly number[]): string {
  return graph.node('Transpose', [x], { lists: { perm: axes } });
}
