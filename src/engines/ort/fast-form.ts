import { type Operation, outputLabel } from '../../model/graph.ts';
import type { ModelConfig } from '../../model/model-config.ts';
import type { ValuesOf } from '../../model/model-weights.ts';
import { allRopeAngles } from '../../model/rope-angles.ts';
import type { Call } from './calls.ts';
import { type Feeds, lengthFeeds } from './feeds.ts';
import type { GraphBuilder } from './graph-builder.ts';
import { biases, type GraphForm, linear, type Normed, products } from './graph-form.ts';
import { paddedHeadDim, padHeadColumns, padHeadRows } from './pad-heads.ts';

const MICROSOFT = 'com.microsoft';

/** The graph in onnxruntime's own operators, as its exporters for language models write it: RoPE and the cache are part of the attention. */
export class FastForm implements GraphForm {
  readonly openCacheShape;
  readonly #config: ModelConfig;
  /** GroupQueryAttention takes heads of a multiple of 16 only; zeros make up the rest. */
  readonly #headDim: number;
  #angles: readonly string[] = [];

  constructor(config: ModelConfig) {
    this.#config = config;
    this.#headDim = paddedHeadDim(config);
    this.openCacheShape = ['batch', config.kvHeads, 'positions', this.#headDim] as const;
  }

  /** seqlens_k (batch): each request's positions less one. total_sequence_length (): the most positions of any. */
  declare(graph: GraphBuilder): void {
    graph.input('seqlens_k', 'i32', ['batch']);
    graph.input('total_sequence_length', 'i32', [1]);
    this.#angles = angleTables(graph, this.#config, this.#headDim / 2);
  }

  cacheShape(batch: number, capacity: number): number[] {
    return [batch, this.#config.kvHeads, capacity, this.#headDim];
  }

  feeds(call: Call): Feeds {
    return lengthFeeds(call);
  }

  norm(graph: GraphBuilder, x: string, delta: string | undefined, gain: string): Normed {
    const floats = { epsilon: this.#config.rmsNormEps };
    if (delta === undefined) {
      const normed = graph.node('SimplifiedLayerNormalization', [x, gain], {
        floats,
        integers: { axis: -1, stash_type: 1 },
      });
      return { residual: x, normed };
    }
    const [normed, residual] = [`${delta}_normed`, `${delta}_sum`];
    const outputs = [normed, '', '', residual];
    graph.node('SkipSimplifiedLayerNormalization', [x, delta, gain], { floats, outputs, domain: MICROSOFT });
    return { residual, normed };
  }

  /**
   * q, k and v are one packed product, which takes the place of the first, but where queries and keys are normalised; heads are padded
   * where they are made and read.
   */
  matmul(graph: GraphBuilder, x: string, operation: Operation, valuesOf: ValuesOf): readonly string[] {
    const { name, weights } = operation;
    const { headDim } = this.#config;
    if (name === 'qkv' && !this.#config.qkNorm) {
      const packed = weights.map((weight) =>
        padHeadRows(valuesOf(weight), headDim, this.#headDim, weight.shape[1]),
      );
      const shape = [operation.shape[0] * this.#headDim, weights[0].shape[1]];
      const product = linear(graph, x, { tensor: outputLabel(operation), shape }, concatenated(packed));
      return [product, '', ''];
    }
    if (name === 'o') {
      const [{ tensor, shape }] = weights;
      const values = padHeadColumns(valuesOf(weights[0]), headDim, this.#headDim, shape[0]);
      return [linear(graph, x, { tensor, shape: [shape[0], values.length / shape[0]] }, values)];
    }
    return products(graph, x, operation, valuesOf);
  }

  /** Of the packed product at once, or of the three. */
  bias(
    graph: GraphBuilder,
    sums: readonly string[],
    operation: Operation,
    valuesOf: ValuesOf,
  ): readonly string[] {
    if (this.#config.qkNorm) return biases(graph, sums, operation, valuesOf);
    const padded = operation.weights.map((weight) =>
      padHeadRows(valuesOf(weight), this.#config.headDim, this.#headDim, 1),
    );
    const values = concatenated(padded);
    return [
      graph.node('Add', [sums[0], graph.weight(outputLabel(operation), [values.length], values)]),
      '',
      '',
    ];
  }

  /** (batch, sequence, heads * head_dim); the heads are padded afterwards, since zeros would count in the mean. */
  headNorm(graph: GraphBuilder, product: string, { shape: [heads] }: Operation, gain: string): string {
    const { headDim } = this.#config;
    const apart = graph.node('Reshape', [product, graph.integers(0, 0, heads, headDim)]);
    const { normed } = this.norm(graph, apart, undefined, gain);
    return graph.node('Reshape', [normed, graph.integers(0, 0, heads * headDim)]);
  }

  head(graph: GraphBuilder, product: string, { shape: [heads] }: Operation): string {
    const { headDim, qkNorm } = this.#config;
    if (!qkNorm || this.#headDim === headDim) return product;
    const half = headDim / 2;
    const halves = graph.node('Reshape', [product, graph.integers(0, 0, heads, 2, half)]);
    const pads = graph.integers(...new Array<number>(9).fill(0), this.#headDim / 2 - half);
    return graph.node('Reshape', [
      graph.node('Pad', [halves, pads]),
      graph.integers(0, 0, heads * this.#headDim),
    ]);
  }

  attention(graph: GraphBuilder, heads: readonly string[], layer: number): string {
    const { heads: queryHeads, kvHeads, headDim } = this.#config;
    const inputs = [
      ...heads,
      `past_key.${layer}`,
      `past_value.${layer}`,
      'seqlens_k',
      'total_sequence_length',
      ...this.#angles,
    ];
    return graph.node('GroupQueryAttention', inputs, {
      domain: MICROSOFT,
      integers: { num_heads: queryHeads, kv_num_heads: kvHeads, do_rotary: 1, rotary_interleaved: 0 },
      floats: { scale: 1 / Math.sqrt(headDim) },
      outputs: [`attention.${layer}`, `present_key.${layer}`, `present_value.${layer}`],
    });
  }

  /** x * sigmoid(x). */
  silu(graph: GraphBuilder, x: string): string {
    return graph.node('QuickGelu', [x], { domain: MICROSOFT, floats: { alpha: 1 } });
  }
}

/** (positions, half) cos and sin as two weights; columns past the true half meet zeros only. */
export function angleTables(graph: GraphBuilder, config: ModelConfig, half: number): readonly string[] {
  const angles = allRopeAngles(config, config.maxPositions);
  const trueHalf = config.headDim / 2;
  return ['cos', 'sin'].map((name, offset) => {
    const table = new Float32Array(config.maxPositions * half);
    for (let p = 0; p < config.maxPositions; p++) {
      for (let i = 0; i < trueHalf; i++) table[p * half + i] = angles[2 * (p * trueHalf + i) + offset];
    }
    return graph.weight(name, [config.maxPositions, half], table);
  });
}

function concatenated(parts: readonly Float32Array[]): Float32Array {
  const all = new Float32Array(parts.reduce((sum, part) => sum + part.length, 0));
  let offset = 0;
  for (const part of parts) {
    all.set(part, offset);
    offset += part.length;
  }
  return all;
}
