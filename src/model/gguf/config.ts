import { parseConfig } from '../config.ts';
import type { ModelConfig } from '../model-config.ts';
import { ModelError, shown } from '../model-error.ts';
import { GGUF_ARCHITECTURES, type GgufArchitecture } from './architectures.ts';
import { withKeys } from './config-keys.ts';
import type { GgufHeader } from './header.ts';
import { Metadata } from './metadata.ts';
import { LONG_DIVISORS, ROPE_DIVISORS, SHORT_DIVISORS } from './tensor-names.ts';

/** Values of a small F32 tensor of the file; null where it has none of that name. */
export type ReadNumbers = (tensor: string) => readonly number[] | null;

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

/** What a file says, under the names that its keys have. */
class Fields {
  readonly #header: Pick<GgufHeader, 'metadata' | 'tensors'>;
  readonly #metadata: Metadata;
  readonly #arch: string;
  readonly #numbersOf: ReadNumbers;

  constructor(
    header: Pick<GgufHeader, 'metadata' | 'tensors'>,
    metadata: Metadata,
    arch: string,
    numbersOf: ReadNumbers,
  ) {
    this.#header = header;
    this.#metadata = metadata;
    this.#arch = arch;
    this.#numbersOf = numbersOf;
  }

  number(key: string): number {
    return this.#metadata.number(`${this.#arch}.${key}`);
  }

  optional(key: string): number | undefined {
    return this.#metadata.optionalNumber(`${this.#arch}.${key}`);
  }

  /** 0 is how a file says that there is none. */
  window(): number | null {
    return this.optional('attention.sliding_window') || null;
  }

  has(tensor: string): boolean {
    return this.#header.tensors.some(({ name }) => name === tensor);
  }

  headDim(): number {
    const said = this.optional('attention.key_length');
    if (said !== undefined) return said;
    const [hidden, heads] = [this.number('embedding_length'), this.number('attention.head_count')];
    if (hidden % heads === 0) return hidden / heads;
    const expected = `a divisor of ${this.#arch}.embedding_length (${hidden})`;
    return this.#metadata.refuse(`${this.#arch}.attention.head_count`, expected, heads);
  }

  common(where: string): Record<string, unknown> {
    const embedding = this.#header.tensors.find(({ name }) => name === 'token_embd.weight');
    if (!embedding) throw new ModelError(where, 'expected tensor "token_embd.weight", found none');
    const headDim = this.headDim();
    this.#only('attention.value_length', headDim);
    this.#only('rope.dimension_count', headDim);
    const experts = this.optional('expert_count') ?? 0;
    const mixture = MIXTURES.includes(GGUF_ARCHITECTURES[this.#arch].modelType);
    if (experts > 0 && !mixture)
      this.#metadata.refuse(`${this.#arch}.expert_count`, 'a model without experts', experts);
    return {
      model_type: GGUF_ARCHITECTURES[this.#arch].modelType,
      hidden_size: this.number('embedding_length'),
      num_hidden_layers: this.number('block_count'),
      num_attention_heads: this.number('attention.head_count'),
      num_key_value_heads: this.optional('attention.head_count_kv') ?? this.number('attention.head_count'),
      head_dim: headDim,
      intermediate_size: this.number('feed_forward_length'),
      vocab_size: embedding.shape[0],
      max_position_embeddings: this.number('context_length'),
      rms_norm_eps: this.number('attention.layer_norm_rms_epsilon'),
      rope_theta: this.optional('rope.freq_base') ?? 10_000,
      ...this.#ropeScaling(where),
      tie_word_embeddings: !this.has('output.weight'),
      bos_token_id: this.#metadata.optionalNumber('tokenizer.ggml.bos_token_id'),
    };
  }

  /** `normalised`: as llama.cpp does in every file of the architecture, whatever the model that it was made of. */
  experts(normalised: boolean): Record<string, unknown> {
    return {
      num_experts: this.number('expert_count'),
      num_experts_per_tok: this.number('expert_used_count'),
      norm_topk_prob: normalised,
    };
  }

  biases(): Record<string, unknown> {
    return {
      attention_bias: this.has('blk.0.attn_q.bias') && this.has('blk.0.attn_output.bias'),
      mlp_bias: this.has('blk.0.ffn_up.bias'),
    };
  }

  #only(key: string, value: number): void {
    const found = this.optional(key);
    if (found !== undefined && found !== value)
      this.#metadata.refuse(`${this.#arch}.${key}`, `the head's ${value}`, found);
  }

  #ropeScaling(where: string): Record<string, unknown> {
    const divisors = this.#numbersOf(ROPE_DIVISORS) ?? this.#numbersOf(SHORT_DIVISORS);
    const original = this.optional('rope.scaling.original_context_length');
    const type = this.#metadata.optionalText(`${this.#arch}.rope.scaling.type`) ?? 'none';
    if (divisors !== null) {
      const scaling = {
        ...{
          rope_type: 'longrope',
          short_factor: divisors,
          long_factor: this.#numbersOf(LONG_DIVISORS) ?? divisors,
        },
        attention_factor: this.optional('rope.scaling.attn_factor') ?? 1,
        original_max_position_embeddings: original ?? this.number('context_length'),
      };
      return {
        rope_scaling: scaling,
        ...(this.#arch === 'phi3' && { original_max_position_embeddings: original }),
      };
    }
    const factor = this.optional('rope.scaling.factor') ?? this.optional('rope.scale_linear');
    if (type === 'linear' || (type === 'none' && this.optional('rope.scale_linear') !== undefined))
      return factor === undefined || factor === 1 ? {} : { rope_scaling: { rope_type: 'linear', factor } };
    // The frequencies of other kinds come as a tensor; `longrope` without one, and `none`, leave them as they are.
    if (type === 'none' || type === 'longrope') return {};
    throw new ModelError(
      where,
      `${this.#arch}.rope.scaling.type: expected "none" or "linear", found ${shown(type)}`,
    );
  }
}

const MIXTURES: readonly string[] = ['olmoe', 'qwen3_moe'];

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
