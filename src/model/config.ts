import { z } from 'zod';
import type { ModelConfig } from './model-config.ts';
import { listed, ModelError, parseField } from './model-error.ts';

/** Far above any Llama, far below what would overflow an index or exhaust memory by a shape alone. */
const size = (limit: number) => {
  const expected = `an integer from 1 to ${limit}`;
  return z.int(expected).min(1, expected).max(limit, expected);
};

const positive = z.number('a number above 0').positive('a number above 0');
/** Any integer: what is no token of the vocabulary is passed over with a note, as other tools do without one. */
const tokenId = z.int('a token id');

/** What files say of end tokens: one, several or none. */
export const endTokenField = z
  .union([tokenId, z.array(tokenId)], 'a token id, an array of them, or null')
  .nullish();

/** A field that the engine knows only one value of; absent and null mean that value too. */
const only = <Value extends string | number | boolean>(value: Value) =>
  z.literal(value, JSON.stringify(value)).nullish();

/** A feature that must be switched off, which these configs spell as null or by leaving the field out. */
const unsupported = z.null('null, since the engine does not implement it').optional();

const plainRope = z.literal('default', '"default"').optional();

/** The fields of `LlamaConfig` that change the computation; others (token types, library versions) are skipped. */
const schema = z.object(
  {
    model_type: z.enum(['llama', 'qwen2', 'qwen3'], '"llama", "qwen2" or "qwen3"'),
    hidden_size: size(65_536),
    num_hidden_layers: size(1_024),
    num_attention_heads: size(1_024),
    num_key_value_heads: size(1_024).nullish(),
    head_dim: size(8_192).nullish(),
    intermediate_size: size(1_048_576),
    vocab_size: size(1_048_576),
    max_position_embeddings: size(16_777_216).optional(),
    rms_norm_eps: positive.optional(),
    rope_theta: positive.nullish(),
    rope_parameters: z
      .strictObject(
        { rope_theta: positive, rope_type: plainRope, partial_rotary_factor: only(1) },
        'an object',
      )
      .nullish(),
    rope_scaling: z
      .strictObject({ rope_type: plainRope, type: plainRope }, 'null or {"rope_type": "default"}')
      .nullish(),
    partial_rotary_factor: only(1),
    tie_word_embeddings: z.boolean('true or false').default(false),
    bos_token_id: tokenId.nullish(),
    eos_token_id: endTokenField,
    hidden_act: only('silu'),
    attention_bias: only(false),
    mlp_bias: only(false),
    sliding_window: z.int('an integer or null').nullish(),
    use_sliding_window: only(false),
    quantization_config: unsupported,
  },
  'an object',
);

type HuggingFaceConfig = z.output<typeof schema>;

/**
 * Reads a Hugging Face `config.json` of a Llama, a Qwen2 or a Qwen3. Defaults are those of transformers' `LlamaConfig`, except that sizes have none
 * and that a Qwen, which has others, must say its positions, its epsilon and its base of RoPE itself,
 * and that a special token which is not given is none, rather than token 1 or 2.
 * Adds to `notes` which special tokens it left out, since the vocabulary has none of that id.
 * Throws ModelError naming the field, what was expected and what was found, for a value out of range and for every
 * feature that would change the model and is not implemented (scaled RoPE, other biases, sliding windows, quantisation).
 */
export function parseConfig(json: unknown, where: string, notes: string[] = []): ModelConfig {
  const fields = parseField(schema, json, where);
  checkFamily(fields, where);
  const known = (field: string, tokens: number | number[] | null | undefined) =>
    tokensOf(tokens, fields.vocab_size, `config.json: ${field}`, notes);
  const config: ModelConfig = {
    hiddenSize: fields.hidden_size,
    layers: fields.num_hidden_layers,
    heads: fields.num_attention_heads,
    kvHeads: fields.num_key_value_heads ?? fields.num_attention_heads,
    headDim: fields.head_dim ?? derivedHeadDim(fields, where),
    intermediateSize: fields.intermediate_size,
    vocabSize: fields.vocab_size,
    ropeTheta: ropeTheta(fields, where),
    rmsNormEps: fields.rms_norm_eps ?? 1e-6,
    tiedHead: fields.tie_word_embeddings,
    ...(fields.model_type === 'qwen2' && { qkvBias: true }),
    ...(fields.model_type === 'qwen3' && { qkNorm: true }),
    maxPositions: fields.max_position_embeddings ?? 2_048,
    bosToken: known('bos_token_id', fields.bos_token_id).at(0) ?? null,
    eosTokens: known('eos_token_id', fields.eos_token_id),
  };
  checkRelations(config, where);
  return config;
}

/** What a Llama says otherwise than a Qwen: the latter names a window that it does not use, and leaves out other sizes. */
function checkFamily(fields: HuggingFaceConfig, where: string): void {
  const { model_type: family, sliding_window: window } = fields;
  if (family === 'llama') {
    if (window != null)
      throw new ModelError(
        where,
        `sliding_window: expected null, since the engine does not implement it, found ${window}`,
      );
    return;
  }
  const sizes = ['num_key_value_heads', 'max_position_embeddings'] as const;
  const missing = (field: string, expected: string) =>
    new ModelError(where, `${field}: expected ${expected}, found none`);
  for (const size of family === 'qwen3' ? [...sizes, 'head_dim' as const] : sizes)
    if (fields[size] == null) throw missing(size, 'an integer');
  if (fields.rms_norm_eps === undefined) throw missing('rms_norm_eps', 'a number above 0');
  if ((fields.rope_theta ?? fields.rope_parameters) == null) throw missing('rope_theta', 'a number above 0');
}

function derivedHeadDim(fields: HuggingFaceConfig, where: string): number {
  const { hidden_size: hidden, num_attention_heads: heads } = fields;
  if (hidden % heads === 0) return hidden / heads;
  throw new ModelError(
    where,
    `hidden_size: expected a multiple of num_attention_heads (${heads}) where head_dim is not given, found ${hidden}`,
  );
}

/** Older files keep the base in `rope_theta`, newer ones in `rope_parameters`. */
function ropeTheta(fields: HuggingFaceConfig, where: string): number {
  const outer = fields.rope_theta;
  const inner = fields.rope_parameters?.rope_theta;
  if (inner != null && outer != null && inner !== outer) {
    throw new ModelError(where, `rope_parameters.rope_theta: expected rope_theta's ${outer}, found ${inner}`);
  }
  return inner ?? outer ?? 10_000;
}

function checkRelations(config: ModelConfig, where: string): void {
  const { heads, kvHeads, headDim } = config;
  if (heads % kvHeads !== 0) {
    throw new ModelError(
      where,
      `num_attention_heads: expected a multiple of num_key_value_heads (${kvHeads}), found ${heads}`,
    );
  }
  if (headDim % 2 !== 0) {
    throw new ModelError(
      where,
      `head_dim: expected an even number, since RoPE turns pairs, found ${headDim}`,
    );
  }
}

/** The tokens that a field names, each once and without those that the vocabulary does not have, which it adds a note for. */
export function tokensOf(
  value: number | readonly number[] | null | undefined,
  vocabSize: number,
  field: string,
  notes: string[],
): number[] {
  const tokens = new Set(typeof value === 'number' ? [value] : value);
  const unknown = [...tokens].filter((token) => token < 0 || token >= vocabSize);
  if (unknown.length > 0)
    notes.push(`${field} is ${listed(unknown)}, vocab_size ${vocabSize}: no such token, so it is left out`);
  return [...tokens].filter((token) => !unknown.includes(token));
}
