import { z } from 'zod';
import { flag, only } from '../config-fields.ts';
import type { LayerAttention, ModelConfig } from '../model-config.ts';
import { ModelError } from '../model-error.ts';

/** What is known of a config before its architecture adds to it. */
export interface CommonSizes {
  readonly layers: number;
  readonly hiddenSize: number;
  readonly headDim: number;
  /** That are computed: LongRoPE leaves off where its divisors become others. */
  readonly positions: number;
}

/** What an architecture's config says otherwise than a Llama's. */
export type Extra = Partial<Omit<ModelConfig, 'layers' | 'hiddenSize' | 'headDim'>>;

/** One kind of model, by what its `model_type` is. A new one is an entry here and a reference test. */
export interface Architecture {
  /** Fields that it does not leave out, whose defaults are not a Llama's. */
  readonly required: readonly RequiredField[];
  /** transformers' default of `tie_word_embeddings`. */
  readonly tied: boolean;
  /** Reads its own fields. Throws ModelError naming one that is out of range or would change the model and is not known. */
  extra(sizes: CommonSizes, where: string, parse: Parse): Extra;
}

export type RequiredField =
  | 'num_key_value_heads'
  | 'head_dim'
  | 'max_position_embeddings'
  | 'rms_norm_eps'
  | 'rope_theta';

/** `parseField` of a config file. */
export type Parse = <Schema extends z.ZodType>(schema: Schema) => z.output<Schema>;

export const SIZES = [
  'num_key_value_heads',
  'max_position_embeddings',
  'rms_norm_eps',
  'rope_theta',
] as const;

export const silu = { hidden_act: only('silu') };
export const biases = { attention_bias: flag.nullish(), mlp_bias: flag.nullish() };
export const layerTypes = z
  .array(
    z.enum(['full_attention', 'sliding_attention'], '"full_attention" or "sliding_attention"'),
    'an array',
  )
  .nullish();

interface BiasFields {
  readonly attention_bias?: boolean | null | undefined;
  readonly mlp_bias?: boolean | null | undefined;
}

export function biasesOf(fields: BiasFields): Extra {
  return {
    ...(fields.attention_bias && { qkvBias: true, outBias: true }),
    ...(fields.mlp_bias && { mlpBias: true }),
  };
}

/** One entry a layer; none at all where each would be that of a Llama. */
export function attentionOf(layers: readonly LayerAttention[]): Extra {
  return layers.some(({ rope, window }) => rope !== 'main' || window !== null) ? { attention: layers } : {};
}

export function everyLayer(layers: number, of: (layer: number) => LayerAttention): LayerAttention[] {
  return Array.from({ length: layers }, (_, layer) => of(layer));
}

/** A list that has an entry for each layer. Throws ModelError where it is shorter or longer. */
export function perLayer<Value>(
  values: readonly Value[],
  layers: number,
  field: string,
  where: string,
): readonly Value[] {
  if (values.length === layers) return values;
  throw new ModelError(
    where,
    `${field}: expected one entry for each of ${layers} layers, found ${values.length}`,
  );
}
