import type { LayerTensors } from './checkpoint.ts';
import type { ModelConfig } from './config.ts';

/** Name of a tensor in a Hugging Face Llama checkpoint, and the shape the config gives it. */
export interface TensorSlot {
  readonly name: string;
  readonly shape: readonly number[];
}

/** Elements of a tensor of this shape. */
export function elementsOf(shape: readonly number[]): number {
  return shape.reduce((product, size) => product * size, 1);
}

export type LayerSlots = Readonly<Record<keyof LayerTensors, TensorSlot>>;

/** Every tensor a checkpoint of this config must hold; no `head` where it is tied to the embedding. */
export interface TensorLayout {
  readonly embedding: TensorSlot;
  readonly layers: readonly LayerSlots[];
  readonly finalNorm: TensorSlot;
  readonly head: TensorSlot | null;
}

export const HEAD_NAME = 'lm_head.weight';

export function tensorLayout(config: ModelConfig): TensorLayout {
  const vocabularyShape = [config.vocabSize, config.hiddenSize];
  return {
    embedding: { name: 'model.embed_tokens.weight', shape: vocabularyShape },
    layers: Array.from({ length: config.layers }, (_, layer) => layerSlots(config, layer)),
    finalNorm: { name: 'model.norm.weight', shape: [config.hiddenSize] },
    head: config.tiedHead ? null : { name: HEAD_NAME, shape: vocabularyShape },
  };
}

/** All slots in file order: embedding, layers, final norm, head. */
export function tensorSlots(layout: TensorLayout): TensorSlot[] {
  const layers = layout.layers.flatMap((layer) => Object.values(layer));
  return [layout.embedding, ...layers, layout.finalNorm, ...(layout.head === null ? [] : [layout.head])];
}

function layerSlots(config: ModelConfig, layer: number): LayerSlots {
  const { hiddenSize, intermediateSize } = config;
  const queryRows = config.heads * config.headDim;
  const keyRows = config.kvHeads * config.headDim;
  const slot = (part: string, ...shape: number[]): TensorSlot => ({
    name: `model.layers.${layer}.${part}.weight`,
    shape,
  });
  return {
    inputNorm: slot('input_layernorm', hiddenSize),
    q: slot('self_attn.q_proj', queryRows, hiddenSize),
    k: slot('self_attn.k_proj', keyRows, hiddenSize),
    v: slot('self_attn.v_proj', keyRows, hiddenSize),
    o: slot('self_attn.o_proj', hiddenSize, queryRows),
    postNorm: slot('post_attention_layernorm', hiddenSize),
    gate: slot('mlp.gate_proj', intermediateSize, hiddenSize),
    up: slot('mlp.up_proj', intermediateSize, hiddenSize),
    down: slot('mlp.down_proj', hiddenSize, intermediateSize),
  };
}
