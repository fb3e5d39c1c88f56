import { ModelError, shown } from '../model-error.ts';
import { GGUF_ARCHITECTURES } from './architectures.ts';
import type { GgufHeader } from './header.ts';
import type { Metadata } from './metadata.ts';
import { LONG_DIVISORS, ROPE_DIVISORS, SHORT_DIVISORS } from './tensor-names.ts';

/** Values of a small F32 tensor of the file; null where it has none of that name. */
export type ReadNumbers = (tensor: string) => readonly number[] | null;

/** What a file says, under the names that its keys have. */
export class Fields {
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
    const { modelType, mixture = false } = GGUF_ARCHITECTURES[this.#arch];
    if (experts > 0 && !mixture)
      this.#metadata.refuse(`${this.#arch}.expert_count`, 'a model without experts', experts);
    return {
      model_type: modelType,
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
