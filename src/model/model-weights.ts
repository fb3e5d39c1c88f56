import type { ModelConfig } from './model-config.ts';

/** A layer's weights by name, and what the Hugging Face layout calls them after `model.layers.N.`. */
const LAYER_TENSORS = {
  q: 'self_attn.q_proj.weight',
  k: 'self_attn.k_proj.weight',
  v: 'self_attn.v_proj.weight',
  o: 'self_attn.o_proj.weight',
  gate: 'mlp.gate_proj.weight',
  up: 'mlp.up_proj.weight',
  down: 'mlp.down_proj.weight',
} as const;

/** Those that some models have only. The norm before the MLP is `postNorm`: so its tensor is called where none stands behind attention. */
const EXTRA_TENSORS = {
  inputNorm: 'input_layernorm.weight',
  postNorm: 'post_attention_layernorm.weight',
  oNorm: 'post_attention_layernorm.weight',
  downNorm: 'post_feedforward_layernorm.weight',
  qBias: 'self_attn.q_proj.bias',
  kBias: 'self_attn.k_proj.bias',
  vBias: 'self_attn.v_proj.bias',
  oBias: 'self_attn.o_proj.bias',
  gateBias: 'mlp.gate_proj.bias',
  upBias: 'mlp.up_proj.bias',
  downBias: 'mlp.down_proj.bias',
  qNorm: 'self_attn.q_norm.weight',
  kNorm: 'self_attn.k_norm.weight',
  router: 'mlp.gate.weight',
} as const;

const IN_LAYER = { ...LAYER_TENSORS, ...EXTRA_TENSORS };

/** What `postNorm` is called where another norm stands behind attention, whose name its own was. */
const BEFORE_MLP = 'pre_feedforward_layernorm.weight';

/** Projections that a file may keep as one tensor, in the order of its rows. */
const FUSED = [
  ['self_attn.qkv_proj', ['q', 'k', 'v']],
  ['mlp.gate_up_proj', ['gate', 'up']],
] as const;

const OUTER_TENSORS = {
  embedding: 'model.embed_tokens.weight',
  finalNorm: 'model.norm.weight',
  head: 'lm_head.weight',
} as const;

/** Skipped where the head is tied: some files hold it all the same. */
export const HEAD_TENSOR = OUTER_TENSORS.head;

export type ExtraWeight = keyof typeof EXTRA_TENSORS;
export type LayerWeight = keyof typeof LAYER_TENSORS | ExtraWeight;
export type OuterWeight = keyof typeof OUTER_TENSORS;

/** Something for every weight of a model: its tensor, its values. */
export interface ForEachWeight<Part> extends Readonly<Record<OuterWeight, Part>> {
  readonly layers: readonly ForLayer<Part>[];
}

/** Of one layer; what the model does not have is left out. */
export type ForLayer<Part> = Readonly<Record<keyof typeof LAYER_TENSORS, Part>> &
  Readonly<Partial<Record<ExtraWeight, Part>>>;

/** Where a weight stands: in a layer or, where that is null, before or after all of them. */
export type WeightPlace =
  | { readonly layer: number; readonly weight: LayerWeight }
  | { readonly layer: null; readonly weight: OuterWeight };

/** How the tensors of a file are called and cut, where not as a Llama's. */
export type TensorLayout = Pick<ModelConfig, 'norms' | 'fusedTensors'>;

/** Name of a weight's tensor in a checkpoint in Hugging Face layout; of a fused projection the one that holds it. */
export function tensorName(place: WeightPlace, { norms, fusedTensors }: TensorLayout = {}): string {
  if (place.layer === null) return OUTER_TENSORS[place.weight];
  const { layer, weight } = place;
  const fused = fusedTensors && FUSED.find(([, parts]) => parts.some((part) => part === weight));
  const own = weight === 'postNorm' && norms === 'around' ? BEFORE_MLP : IN_LAYER[weight];
  return `model.layers.${layer}.${fused ? `${fused[0]}.weight` : own}`;
}

/** The tensors of a mixture's experts, one after the other, whose rows lie end to end in a weight; null of one that is no expert's. */
export function expertTensors(
  { layer, weight }: WeightPlace,
  { experts }: Pick<ModelConfig, 'experts'>,
): readonly string[] | null {
  const own = EXPERT_WEIGHTS.find((each) => each === weight);
  if (!experts || layer === null || !own) return null;
  const [mlp, tensor] = [LAYER_TENSORS[own].slice(0, 3), LAYER_TENSORS[own].slice(4)];
  const at = (expert: number) => `model.layers.${layer}.${mlp}.experts.${expert}.${tensor}`;
  return Array.from({ length: experts.count }, (_, expert) => at(expert));
}

const EXPERT_WEIGHTS = ['gate', 'up', 'down'] as const;

/** Values of a weight, row-major. */
export type ValuesOf = (place: WeightPlace) => Float32Array;

/** A weight that the model has. */
export function weightAt<Part>(weights: ForEachWeight<Part>, place: WeightPlace): Part {
  return place.layer === null ? weights[place.weight] : weights.layers[place.layer][place.weight]!;
}

/** Whether a weight is added to a sum; of those with one dimension, the others scale. */
export function isBias({ weight }: Pick<WeightPlace, 'weight'>): boolean {
  return weight.endsWith('Bias');
}
