import { z } from 'zod';
import { flag, only, positive, size, unsupported, windowField } from './config-fields.ts';
import type { LayerAttention, ModelConfig } from './model-config.ts';
import { ModelError } from './model-error.ts';
import { parseRope } from './rope-config.ts';

/** What is known of a config before its architecture adds to it. */
export interface CommonSizes {
  readonly layers: number;
  readonly hiddenSize: number;
  readonly headDim: number;
  readonly positions: number;
}

/** What an architecture's config says otherwise than a Llama's. */
type Extra = Partial<Omit<ModelConfig, 'layers' | 'hiddenSize' | 'headDim'>>;

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

const SIZES = ['num_key_value_heads', 'max_position_embeddings', 'rms_norm_eps', 'rope_theta'] as const;

const silu = { hidden_act: only('silu') };
const biases = { attention_bias: flag.nullish(), mlp_bias: flag.nullish() };
const layerTypes = z
  .array(
    z.enum(['full_attention', 'sliding_attention'], '"full_attention" or "sliding_attention"'),
    'an array',
  )
  .nullish();

interface BiasFields {
  readonly attention_bias?: boolean | null | undefined;
  readonly mlp_bias?: boolean | null | undefined;
}

function biasesOf(fields: BiasFields): Extra {
  return {
    ...(fields.attention_bias && { qkvBias: true, outBias: true }),
    ...(fields.mlp_bias && { mlpBias: true }),
  };
}

/** One entry a layer; none at all where each would be that of a Llama. */
function attentionOf(layers: readonly LayerAttention[]): Extra {
  return layers.some(({ rope, window }) => rope !== 'main' || window !== null) ? { attention: layers } : {};
}

function everyLayer(layers: number, of: (layer: number) => LayerAttention): LayerAttention[] {
  return Array.from({ length: layers }, (_, layer) => of(layer));
}

/** A list that has an entry for each layer. Throws ModelError where it is shorter or longer. */
function perLayer<Value>(
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

const llama: Architecture = {
  required: [],
  tied: false,
  extra(_, __, parse) {
    return biasesOf(
      parse(z.object({ ...silu, ...biases, sliding_window: unsupported, use_sliding_window: only(false) })),
    );
  },
};

const mistral: Architecture = {
  required: SIZES,
  tied: false,
  extra({ layers }, where, parse) {
    const { sliding_window: window } = parse(z.object({ ...silu, sliding_window: windowField }));
    // transformers takes 4,096 for a window that is left out, other tools none.
    if (window === undefined)
      throw new ModelError(where, 'sliding_window: expected an integer or null, found none');
    return attentionOf(everyLayer(layers, () => ({ rope: 'main', window })));
  },
};

/** A window that Qwens name, use only where they say so, and then from a layer on. */
function qwenWindows(layers: number, where: string, parse: Parse): Extra {
  const fields = parse(
    z.object({
      sliding_window: windowField,
      use_sliding_window: flag.nullish(),
      max_window_layers: z.int('an integer').min(0, 'an integer from 0').nullish(),
      layer_types: layerTypes,
    }),
  );
  if (!fields.use_sliding_window) return {};
  const { sliding_window: window, max_window_layers: first, layer_types: types } = fields;
  if (window == null) throw new ModelError(where, 'sliding_window: expected an integer, found none');
  if (types == null && first == null)
    throw new ModelError(where, 'max_window_layers: expected an integer, found none');
  const listed = types && perLayer(types, layers, 'layer_types', where);
  const slides = (layer: number) => (listed ? listed[layer] === 'sliding_attention' : layer >= first!);
  return attentionOf(
    everyLayer(layers, (layer) => ({ rope: 'main', window: slides(layer) ? window : null })),
  );
}

const qwen2: Architecture = {
  required: SIZES,
  tied: false,
  extra({ layers }, where, parse) {
    parse(z.object(silu));
    return { qkvBias: true, ...qwenWindows(layers, where, parse) };
  },
};

const qwen3: Architecture = {
  required: [...SIZES, 'head_dim'],
  tied: false,
  extra({ layers }, where, parse) {
    const fields = parse(z.object({ ...silu, attention_bias: flag.nullish() }));
    return { ...biasesOf(fields), qkNorm: true, ...qwenWindows(layers, where, parse) };
  },
};

const smollm3: Architecture = {
  required: SIZES,
  tied: true,
  extra({ layers }, where, parse) {
    const fields = parse(
      z.object({
        ...silu,
        ...biases,
        no_rope_layers: z.array(z.literal([0, 1], '0 or 1'), 'an array').nullish(),
        no_rope_layer_interval: size(1_024).nullish(),
        use_sliding_window: only(false),
      }),
    );
    const interval = fields.no_rope_layer_interval ?? 4;
    const said = fields.no_rope_layers && perLayer(fields.no_rope_layers, layers, 'no_rope_layers', where);
    const turns = (layer: number) => (said ? said[layer] === 1 : (layer + 1) % interval !== 0);
    const attention = everyLayer(layers, (layer) => ({ rope: turns(layer) ? 'main' : 'none', window: null }));
    return { ...biasesOf(fields), ...attentionOf(attention) };
  },
};

const phi3: Architecture = {
  required: ['max_position_embeddings', 'rms_norm_eps'],
  tied: false,
  extra({ layers, positions }, _, parse) {
    const fields = parse(
      z.object({
        ...silu,
        attention_bias: only(false),
        sliding_window: windowField,
        original_max_position_embeddings: size(16_777_216).nullish(),
        rope_scaling: z.unknown().optional(),
        rope_parameters: z.unknown().optional(),
      }),
    );
    const { sliding_window: window = null, original_max_position_embeddings: original } = fields;
    const long = fields.rope_scaling ?? fields.rope_parameters;
    // Divisors of longer contexts are others: a sequence would be computed anew when it grows past the original ones.
    const within = long != null && original != null ? Math.min(positions, original) : positions;
    const seen = window !== null && window < within ? window : null;
    return {
      fusedTensors: true,
      maxPositions: within,
      ...attentionOf(everyLayer(layers, () => ({ rope: 'main', window: seen }))),
    };
  },
};

const olmo2: Architecture = {
  required: SIZES,
  tied: false,
  extra(_, __, parse) {
    parse(z.object({ ...silu, attention_bias: only(false), clip_qkv: unsupported }));
    return { norms: 'after', qkNorm: 'projection' };
  },
};

const granite: Architecture = {
  required: SIZES,
  tied: false,
  extra(_, __, parse) {
    const fields = parse(
      z.object({
        ...silu,
        ...biases,
        embedding_multiplier: positive.nullish(),
        attention_multiplier: positive.nullish(),
        residual_multiplier: positive.nullish(),
        logits_scaling: positive.nullish(),
      }),
    );
    const { embedding_multiplier, attention_multiplier, residual_multiplier, logits_scaling } = fields;
    return {
      ...biasesOf(fields),
      ...multiplier('embeddingScale', embedding_multiplier),
      // 1 where it is left out, which is no Llama's.
      attentionScale: attention_multiplier ?? 1,
      ...multiplier('residualScale', residual_multiplier),
      ...multiplier('logitDivisor', logits_scaling),
    };
  },
};

/** Left out where it is 1, as a Llama's is. */
function multiplier(
  name: 'embeddingScale' | 'residualScale' | 'logitDivisor',
  value: number | null | undefined,
): Extra {
  return value == null || value === 1 ? {} : { [name]: value };
}

const gemma3: Architecture = {
  required: ['num_key_value_heads', 'head_dim', 'max_position_embeddings', 'rms_norm_eps'],
  tied: true,
  extra({ layers, hiddenSize, headDim, positions }, where, parse) {
    const fields = parse(
      z.object({
        hidden_activation: z.literal('gelu_pytorch_tanh', '"gelu_pytorch_tanh"').optional(),
        attention_bias: only(false),
        query_pre_attn_scalar: positive,
        sliding_window: size(16_777_216),
        sliding_window_pattern: size(1_024).nullish(),
        layer_types: layerTypes,
        rope_local_base_freq: positive.nullish(),
        rope_parameters: z.looseObject({ sliding_attention: z.unknown().optional() }, 'an object').nullish(),
        attn_logit_softcapping: unsupported,
        final_logit_softcapping: unsupported,
        use_bidirectional_attention: only(false),
      }),
    );
    const pattern = fields.sliding_window_pattern ?? 6;
    const listed = fields.layer_types && perLayer(fields.layer_types, layers, 'layer_types', where);
    const slides = (layer: number) =>
      listed ? listed[layer] === 'sliding_attention' : (layer + 1) % pattern !== 0;
    const window = fields.sliding_window;
    const local = fields.rope_parameters?.sliding_attention;
    return {
      norms: 'around',
      qkNorm: true,
      gainsLessOne: true,
      gate: 'gelu_tanh',
      embeddingScale: Math.sqrt(hiddenSize),
      attentionScale: 1 / Math.sqrt(fields.query_pre_attn_scalar),
      localRope:
        local === undefined
          ? { theta: fields.rope_local_base_freq ?? 10_000 }
          : parseRope({ rope_parameters: local }, where, { headDim, positions, originalPositions: null }),
      ...attentionOf(
        everyLayer(layers, (layer) =>
          slides(layer) ? { rope: 'local', window } : { rope: 'main', window: null },
        ),
      ),
    };
  },
};

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
} as const;

export type ModelType = keyof typeof ARCHITECTURES;
export const MODEL_TYPES = Object.keys(ARCHITECTURES) as ModelType[];

/** RoPE of the layers that see all keys: a Gemma of transformers 5 names two kinds of layers in `rope_parameters`. */
export function mainRopeParameters(parameters: unknown): unknown {
  const named = z.looseObject({ full_attention: z.unknown().optional() }).safeParse(parameters);
  return named.success && named.data.full_attention !== undefined ? named.data.full_attention : parameters;
}
