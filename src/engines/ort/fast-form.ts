import { elementsOf, type Operation, outputLabel } from '../../model/graph.ts';
import { layerAttention, type ModelConfig } from '../../model/model-config.ts';
import type { ValuesOf } from '../../model/model-weights.ts';
import { ropeAngles, ropeIndex, ropesOf } from '../../model/rope-angles.ts';
import { scoreScale } from '../../numerics/attention-plan.ts';
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
  #angles: readonly (readonly string[])[] = [];

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

  /** Of the packed product of q, k and v at once. */
  bias(
    graph: GraphBuilder,
    sums: readonly string[],
    operation: Operation,
    valuesOf: ValuesOf,
  ): readonly string[] {
    if (operation.name !== 'qkv_bias' || this.#config.qkNorm) return biases(graph, sums, operation, valuesOf);
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
  headNorm(graph: GraphBuilder, product: string, { shape }: Operation, gain: string): string {
    const apart = graph.node('Reshape', [product, graph.integers(0, 0, ...shape)]);
    const { normed } = this.norm(graph, apart, undefined, gain);
    return graph.node('Reshape', [normed, graph.integers(0, 0, elementsOf(shape))]);
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
    const { heads: queryHeads, kvHeads } = this.#config;
    const { window } = layerAttention(this.#config, layer);
    const inputs = [
      ...heads,
      `past_key.${layer}`,
      `past_value.${layer}`,
      'seqlens_k',
      'total_sequence_length',
      ...this.#angles[ropeIndex(this.#config, layer)],
    ];
    return graph.node('GroupQueryAttention', inputs, {
      domain: MICROSOFT,
      integers: {
        ...{ num_heads: queryHeads, kv_num_heads: kvHeads, do_rotary: 1, rotary_interleaved: 0 },
        ...(window !== null && { local_window_size: window }),
      },
      floats: { scale: scoreScale(this.#config) },
      outputs: [`attention.${layer}`, `present_key.${layer}`, `present_value.${layer}`],
    });
  }

  activate(graph: GraphBuilder, gate: string): string {
    if (this.#config.gate === 'gelu_tanh') return graph.node('FastGelu', [gate], { domain: MICROSOFT });
    // x * sigmoid(x).
    return graph.node('QuickGelu', [gate], { domain: MICROSOFT, floats: { alpha: 1 } });
  }
}

/** By `ropesOf`, (positions, half) cos and sin as two weights; columns past the true half meet zeros only. */
export function angleTables(graph: GraphBuilder, config: ModelConfig, half: number): readonly string[][] {
  const { headDim, maxPositions } = config;
  const trueHalf = headDim / 2;
  return ropesOf(config).map((rope, index) => {
    const angles = ropeAngles(rope, headDim, maxPositions);
    return ['cos', 'sin'].map((name, offset) => {
      const table = new Float32Array(maxPositions * half);
      for (let p = 0; p < maxPositions; p++) {
        for (let i = 0; i < trueHalf; i++) table[p * half + i] = angles[2 * (p * trueHalf + i) + offset];
      }
      return graph.weight(`${name}.${index}`, [maxPositions, half], table);
    });
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
