import { z } from 'zod';
import { gemma3 } from './architectures/gemma3.ts';
import { granite } from './architectures/granite.ts';
import { llama } from './architectures/llama.ts';
import { mistral } from './architectures/mistral.ts';
import { olmoe, qwen3Moe } from './architectures/mixtures.ts';
import { olmo2 } from './architectures/olmo2.ts';
import { phi3 } from './architectures/phi3.ts';
import { qwen2, qwen3 } from './architectures/qwen.ts';
import { smollm3 } from './architectures/smollm3.ts';

/** Every architecture that the engines compute, by `model_type`. */
export const ARCHITECTURES = {
  llama,
  mistral,
  qwen2,
  qwen3,
  smollm3,
  phi3,
  olmo2,
  granite,
  gemma3_text: gemma3,
  olmoe,
  qwen3_moe: qwen3Moe,
} as const;

export type ModelType = keyof typeof ARCHITECTURES;
export const MODEL_TYPES = Object.keys(ARCHITECTURES) as ModelType[];

/** RoPE of the layers that see all keys: a Gemma of transformers 5 names two kinds of layers in `rope_parameters`. */
export function mainRopeParameters(parameters: unknown): unknown {
  const named = z.looseObject({ full_attention: z.unknown().optional() }).safeParse(parameters);
  return named.success && named.data.full_attention !== undefined ? named.data.full_attention : parameters;
}
