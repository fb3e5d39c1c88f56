import { parseConfig } from '../config.ts';
import type { ModelConfig } from '../model-config.ts';
import { ModelError, shown } from '../model-error.ts';
import { GGUF_ARCHITECTURES, type GgufArchitecture } from './architectures.ts';
import { withKeys } from './config-keys.ts';
import { Fields, type ReadNumbers } from './fields.ts';
import type { GgufHeader } from './header.ts';
import { Metadata } from './metadata.ts';

export interface GgufConfig {
  readonly config: ModelConfig;
  readonly architecture: GgufArchitecture;
}

/**
 * The config of a GGUF file: its metadata is put into the fields of a config.json, so that one table of architectures serves. Throws ModelError
 * naming the key for one that is missing, of another kind or out of range, and for what would change the model and is not known.
 */
export function readConfig(
  header: Pick<GgufHeader, 'metadata' | 'tensors'>,
  numbersOf: ReadNumbers,
  where: string,
  notes: string[],
): GgufConfig {
  const metadata = new Metadata(header.metadata, where);
  const name = metadata.text('general.architecture');
  const architecture = Object.hasOwn(GGUF_ARCHITECTURES, name) ? GGUF_ARCHITECTURES[name] : null;
  if (architecture === null) {
    const known = Object.keys(GGUF_ARCHITECTURES).join(', ');
    throw new ModelError(where, `general.architecture: expected one of ${known}, found ${shown(name)}`);
  }
  const fields = new Fields(header, metadata, name, numbersOf);
  const json = { ...fields.common(where), ...OWN[architecture.modelType]?.(fields) };
  const found = withKeys(name, notes, (said) => parseConfig(json, where, said));
  const size = fields.optional('vocab_size') ?? found.vocabSize;
  if (size !== found.vocabSize)
    notes.push(`${name}.vocab_size is ${size}, token_embd.weight has ${found.vocabSize} rows: all are taken`);
  // llama.cpp stores the whole gains of a Gemma.
  const { gainsLessOne: _, ...config } = found;
  return { config, architecture };
}

/** What an architecture's own fields are, by `model_type`. */
const OWN: Readonly<Record<string, (fields: Fields) => Record<string, unknown>>> = {
  llama(fields) {
    const window = fields.window();
    // A Mistral with a window is an architecture of its own only in config.json.
    return window === null ? fields.biases() : { model_type: 'mistral', sliding_window: window };
  },
  qwen2: () => ({ use_sliding_window: false }),
  qwen3: (fields) => ({ ...fields.biases(), use_sliding_window: false }),
  olmoe: (fields) => fields.experts(false),
  qwen3_moe: (fields) => ({
    ...{ ...fields.biases(), use_sliding_window: false },
    ...{ ...fields.experts(true), decoder_sparse_step: 1 },
    moe_intermediate_size: fields.number('expert_feed_forward_length'),
  }),
  // llama.cpp turns no other layers.
  smollm3: (fields) => ({ ...fields.biases(), no_rope_layer_interval: 4 }),
  phi3: (fields) => ({ sliding_window: fields.window() }),
  // Those with a window are OLMo 3.
  olmo2: (fields) => ({ clip_qkv: fields.window() === null ? null : 'a window' }),
  granite: (fields) => ({
    ...fields.biases(),
    embedding_multiplier: fields.optional('embedding_scale'),
    attention_multiplier: fields.optional('attention.scale') ?? 1 / Math.sqrt(fields.headDim()),
    residual_multiplier: fields.optional('residual_scale'),
    logits_scaling: fields.optional('logit_scale'),
  }),
  gemma3_text: (fields) => ({
    // The 27B model divides by another number than its head_dim's root.
    query_pre_attn_scalar:
      fields.number('block_count') === 62
        ? fields.number('embedding_length') / fields.number('attention.head_count')
        : fields.headDim(),
    sliding_window: fields.number('attention.sliding_window'),
    sliding_window_pattern: fields.optional('attention.sliding_window_pattern') ?? 6,
    rope_local_base_freq: fields.optional('rope.freq_base_swa') ?? 10_000,
    attn_logit_softcapping: fields.optional('attn_logit_softcapping') || null,
    final_logit_softcapping: fields.optional('final_logit_softcapping') || null,
  }),
};
