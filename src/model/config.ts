import { z } from 'zod';
import { oneOf } from '../experiment/errors.ts';
import type { Architecture } from './architectures/architecture.ts';
import { ARCHITECTURES, MODEL_TYPES, mainRopeParameters } from './architectures.ts';
import { endTokenField, flag, only, positive, size, tokenId, unsupported } from './config-fields.ts';
import type { ModelConfig } from './model-config.ts';
import { listed, ModelError, parseField } from './model-error.ts';
import { parseRope } from './rope-config.ts';

/** The fields that all architectures have; what only some have, `architectures` read; others (token types, library versions) are skipped. */
const schema = z.object(
  {
    model_type: z.enum(MODEL_TYPES, oneOf(MODEL_TYPES)),
    hidden_size: size(65_536),
    num_hidden_layers: size(1_024),
    num_attention_heads: size(1_024),
    num_key_value_heads: size(1_024).nullish(),
    head_dim: size(8_192).nullish(),
    intermediate_size: size(1_048_576),
    vocab_size: size(1_048_576),
    max_position_embeddings: size(16_777_216).nullish(),
    original_max_position_embeddings: size(16_777_216).nullish(),
    rms_norm_eps: positive.nullish(),
    rope_theta: positive.nullish(),
    rope_parameters: z.unknown().optional(),
    rope_scaling: z.unknown().optional(),
    partial_rotary_factor: only(1),
    tie_word_embeddings: flag.nullish(),
    bos_token_id: tokenId.nullish(),
    eos_token_id: endTokenField,
    quantization_config: unsupported,
  },
  'an object',
);

type HuggingFaceConfig = z.output<typeof schema>;

/**
 * Reads a Hugging Face `config.json` of an architecture in `architectures.ts`. Defaults are those of transformers' `LlamaConfig`, except that sizes
 * have none, that other architectures, whose defaults are others, must say theirs themselves, and that a special token which is not given is
 * none, rather than token 1 or 2.
 * Adds to `notes` which special tokens it left out, since the vocabulary has none of that id, and what else its reader should know.
 * Throws ModelError naming the field, what was expected and what was found, for a value out of range and for every
 * feature that would change the model and is not implemented (RoPE by `yarn` or `dynamic`, soft caps, quantisation).
 */
export function parseConfig(json: unknown, where: string, notes: string[] = []): ModelConfig {
  const fields = parseField(schema, json, where);
  const architecture: Architecture = ARCHITECTURES[fields.model_type];
  checkRequired(fields, architecture, where);
  const known = (field: string, tokens: number | number[] | null | undefined) =>
    tokensOf(tokens, fields.vocab_size, `config.json: ${field}`, notes);
  const common = {
    hiddenSize: fields.hidden_size,
    layers: fields.num_hidden_layers,
    heads: fields.num_attention_heads,
    kvHeads: fields.num_key_value_heads ?? fields.num_attention_heads,
    headDim: fields.head_dim ?? derivedHeadDim(fields, where),
    intermediateSize: fields.intermediate_size,
    vocabSize: fields.vocab_size,
  };
  checkRelations(common, where);
  const allPositions = fields.max_position_embeddings ?? 2_048;
  const parameters = mainRopeParameters(fields.rope_parameters);
  const { rope, positions } = parseRope({ ...fields, rope_parameters: parameters }, where, {
    headDim: common.headDim,
    positions: allPositions,
    originalPositions: fields.original_max_position_embeddings ?? null,
  });
  const extra = architecture.extra({ ...common, positions }, where, (part) => parseField(part, json, where));
  const config: ModelConfig = {
    ...common,
    ropeTheta: rope.theta,
    ...(rope.scaling && { ropeScaling: rope.scaling }),
    rmsNormEps: fields.rms_norm_eps ?? 1e-6,
    tiedHead: fields.tie_word_embeddings ?? architecture.tied,
    maxPositions: positions,
    bosToken: known('bos_token_id', fields.bos_token_id).at(0) ?? null,
    eosTokens: known('eos_token_id', fields.eos_token_id),
    ...extra,
  };
  if (positions < allPositions)
    notes.push(
      `config.json: max_position_embeddings is ${allPositions}; only the first ${positions} are computed, since RoPE is scaled otherwise past them`,
    );
  return config;
}

/** Fields whose defaults are not a Llama's must be there. */
function checkRequired(fields: HuggingFaceConfig, { required }: Architecture, where: string): void {
  for (const field of required) {
    const said = field === 'rope_theta' ? saysBase(fields) || null : fields[field];
    const expected = field === 'rms_norm_eps' || field === 'rope_theta' ? 'a number above 0' : 'an integer';
    if (said == null) throw new ModelError(where, `${field}: expected ${expected}, found none`);
  }
}

/** Also where newer files have it. What is no object there is refused by whoever reads it. */
function saysBase({ rope_theta, rope_parameters }: HuggingFaceConfig): boolean {
  const parameters = mainRopeParameters(rope_parameters);
  return (
    rope_theta != null ||
    (parameters != null && (typeof parameters !== 'object' || 'rope_theta' in parameters))
  );
}

function derivedHeadDim(fields: HuggingFaceConfig, where: string): number {
  const { hidden_size: hidden, num_attention_heads: heads } = fields;
  if (hidden % heads === 0) return hidden / heads;
  throw new ModelError(
    where,
    `hidden_size: expected a multiple of num_attention_heads (${heads}) where head_dim is not given, found ${hidden}`,
  );
}

function checkRelations(
  { heads, kvHeads, headDim }: Pick<ModelConfig, 'heads' | 'kvHeads' | 'headDim'>,
  where: string,
): void {
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
