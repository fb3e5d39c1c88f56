import type { ModelConfig } from '../../model/config.ts';
import { ropeAngles } from '../../model/rope-angles.ts';
import type { Call } from './calls.ts';
import { type Feeds, lengthFeeds } from './feeds.ts';
import type { GraphBuilder } from './graph-builder.ts';
import { type GraphForm, type LayerWeights, linear, type Normed } from './llama-graph.ts';
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

  norm(graph: GraphBuilder, x: string, delta: string | null, gain: string): Normed {
    const floats = { epsilon: this.#config.rmsNormEps };
    if (delta === null) {
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

  attention(graph: GraphBuilder, normed: string, layer: LayerWeights, i: number): string {
    const { hiddenSize, heads, kvHeads, headDim } = this.#config;
    const packed = [layer.q, layer.k, layer.v].map((w) => padHeadRows(w, headDim, this.#headDim, hiddenSize));
    const columns = (heads + 2 * kvHeads) * this.#headDim;
    const qkv = linear(graph, normed, `qkv.${i}`, hiddenSize, columns, concatenated(packed));
    const inputs = [
      qkv,
      '',
      '',
      `past_key.${i}`,
      `past_value.${i}`,
      'seqlens_k',
      'total_sequence_length',
      ...this.#angles,
    ];
    return graph.node('GroupQueryAttention', inputs, {
      domain: MICROSOFT,
      integers: { num_heads: heads, kv_num_heads: kvHeads, do_rotary: 1, rotary_interleaved: 0 },
      floats: { scale: 1 / Math.sqrt(headDim) },
      outputs: [`attention.${i}`, `present_key.${i}`, `present_value.${i}`],
    });
  }

  /** x * sigmoid(x). */
  silu(graph: GraphBuilder, x: string): string {
    return graph.node('QuickGelu', [x], { domain: MICROSOFT, floats: { alpha: 1 } });
  }

  output({ o }: LayerWeights) {
    const { heads, headDim, hiddenSize } = this.#config;
    return {
      columns: heads * this.#headDim,
      values: padHeadColumns(o, headDim, this.#headDim, hiddenSize),
    };
  }
}

/** (positions, half) cos and sin as two weights; columns past the true half meet zeros only. */
export function angleTables(graph: GraphBuilder, config: ModelConfig, half: number): readonly string[] {
  const angles = ropeAngles(config, config.maxPositions);
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
