import type { Weight } from '../graph.ts';
import type { ModelConfig } from '../model-config.ts';
import type { LayerWeight, OuterWeight, WeightPlace } from '../model-weights.ts';

/** What the weights of a layer are called after `blk.N.`. */
const IN_LAYER: Readonly<Record<LayerWeight, string>> = {
  inputNorm: 'attn_norm.weight',
  postNorm: 'ffn_norm.weight',
  oNorm: 'post_attention_norm.weight',
  downNorm: 'post_ffw_norm.weight',
  qNorm: 'attn_q_norm.weight',
  kNorm: 'attn_k_norm.weight',
  q: 'attn_q.weight',
  k: 'attn_k.weight',
  v: 'attn_v.weight',
  o: 'attn_output.weight',
  gate: 'ffn_gate.weight',
  up: 'ffn_up.weight',
  down: 'ffn_down.weight',
  qBias: 'attn_q.bias',
  kBias: 'attn_k.bias',
  vBias: 'attn_v.bias',
  oBias: 'attn_output.bias',
  gateBias: 'ffn_gate.bias',
  upBias: 'ffn_up.bias',
  downBias: 'ffn_down.bias',
  router: 'ffn_gate_inp.weight',
};

/** Of a mixture, whose experts are one tensor each: (experts, rows, terms). */
const OF_EXPERTS: Readonly<Partial<Record<LayerWeight, string>>> = {
  gate: 'ffn_gate_exps.weight',
  up: 'ffn_up_exps.weight',
  down: 'ffn_down_exps.weight',
};

/** Of models that keep them as one tensor each, in the order of its rows. */
const FUSED: Readonly<Partial<Record<LayerWeight, string>>> = {
  q: 'attn_qkv.weight',
  k: 'attn_qkv.weight',
  v: 'attn_qkv.weight',
  gate: 'ffn_up.weight',
  up: 'ffn_up.weight',
};

const OUTER: Readonly<Record<OuterWeight, string>> = {
  embedding: 'token_embd.weight',
  finalNorm: 'output_norm.weight',
  head: 'output.weight',
};

/** Divisors of the frequencies of RoPE, which are read as a part of the config. */
export const ROPE_DIVISORS = 'rope_freqs.weight';
export const SHORT_DIVISORS = 'rope_factors_short.weight';
export const LONG_DIVISORS = 'rope_factors_long.weight';

/** Name of a weight's tensor in a GGUF file. A tied head is the embedding. */
export function ggufName(
  place: WeightPlace,
  { fusedTensors, tiedHead, experts }: Pick<ModelConfig, 'fusedTensors' | 'tiedHead' | 'experts'>,
): string {
  if (place.layer === null) return OUTER[tiedHead && place.weight === 'head' ? 'embedding' : place.weight];
  const fused = fusedTensors ? FUSED[place.weight] : undefined;
  const expert = experts ? OF_EXPERTS[place.weight] : undefined;
  return `blk.${place.layer}.${fused ?? expert ?? IN_LAYER[place.weight]}`;
}

/** The shape that a weight's tensor has in a file: of experts (experts, rows, terms), else its own. */
export function ggufShape(
  { layer, weight, shape }: Weight,
  { experts }: Pick<ModelConfig, 'experts'>,
): readonly number[] {
  if (!experts || layer === null || !OF_EXPERTS[weight]) return shape;
  return [experts.count, shape[0] / experts.count, ...shape.slice(1)];
}

/** Tensors that are no weights. */
export function isSkipped(name: string): boolean {
  return [ROPE_DIVISORS, SHORT_DIVISORS, LONG_DIVISORS].includes(name);
}

/** Weights whose rows turn pairwise. */
export function turns({ weight }: WeightPlace): boolean {
  return weight === 'q' || weight === 'k' || weight === 'qBias' || weight === 'kBias';
}
