import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseConfig } from './config.ts';
import { ModelError } from './model-error.ts';

const SIZES = {
  model_type: 'llama',
  hidden_size: 64,
  num_hidden_layers: 2,
  num_attention_heads: 4,
  intermediate_size: 96,
  vocab_size: 128,
};

const KNOWN =
  'one of "llama", "mistral", "qwen2", "qwen3", "smollm3", "phi3", "olmo2", "granite", "gemma3_text", "olmoe", "qwen3_moe"';

/** What a Qwen must say itself. */
const QWEN = {
  ...{ num_key_value_heads: 2, head_dim: 8 },
  ...{ max_position_embeddings: 512, rms_norm_eps: 1e-5, rope_theta: 1e6 },
};

const LLAMA3 = {
  ...{ rope_type: 'llama3', factor: 32, low_freq_factor: 1, high_freq_factor: 4 },
  original_max_position_embeddings: 8192,
};

const LONGROPE = { type: 'longrope', short_factor: Array(8).fill(1), long_factor: Array(8).fill(2) };

const parse = (fields: object) => parseConfig({ ...SIZES, ...fields }, 'm/config.json');

describe('parseConfig', () => {
  it('resolves the defaults', () => {
    expect(parse({})).toEqual({
      hiddenSize: 64,
      layers: 2,
      heads: 4,
      kvHeads: 4,
      headDim: 16,
      intermediateSize: 96,
      vocabSize: 128,
      ropeTheta: 10_000,
      rmsNormEps: 1e-6,
      tiedHead: false,
      maxPositions: 2_048,
      bosToken: null,
      eosTokens: [],
    });
  });

  it.each([
    [
      'odd sizes',
      { hidden_size: 36, num_attention_heads: 6, num_key_value_heads: 3 },
      { headDim: 6, kvHeads: 3 },
    ],
    [
      'a head_dim that hidden_size does not give',
      { hidden_size: 37, head_dim: 10 },
      { hiddenSize: 37, headDim: 10 },
    ],
    ['one end token', { eos_token_id: 2 }, { eosTokens: [2] }],
    ['several end tokens', { eos_token_id: [2, 5] }, { eosTokens: [2, 5] }],
    ['no end token', { eos_token_id: null, bos_token_id: null }, { eosTokens: [], bosToken: null }],
    ['token 0', { eos_token_id: 0, bos_token_id: 0 }, { eosTokens: [0], bosToken: 0 }],
    ['rope_theta', { rope_theta: 500_000 }, { ropeTheta: 500_000 }],
    ['rope_parameters', { rope_parameters: { rope_theta: 5e5, rope_type: 'default' } }, { ropeTheta: 5e5 }],
    ['both, agreeing', { rope_theta: 7, rope_parameters: { rope_theta: 7 } }, { ropeTheta: 7 }],
    ['rope_scaling null', { rope_scaling: null }, { ropeTheta: 10_000 }],
    ['rope_scaling default', { rope_scaling: { type: 'default' } }, { ropeTheta: 10_000 }],
    [
      'switched-off features',
      { attention_bias: false, sliding_window: null, head_dim: null },
      { headDim: 16 },
    ],
    [
      'biases of a Qwen2, and a window that it does not use',
      { ...QWEN, model_type: 'qwen2', sliding_window: 32_768, use_sliding_window: false },
      { qkvBias: true, kvHeads: 2 },
    ],
    [
      'norms of queries and keys of a Qwen3',
      { ...QWEN, model_type: 'qwen3' },
      { qkNorm: true, headDim: 8, maxPositions: 512, rmsNormEps: 1e-5, ropeTheta: 1e6 },
    ],
    [
      'the base of a Qwen in rope_parameters',
      { ...QWEN, model_type: 'qwen3', rope_theta: undefined, rope_parameters: { rope_theta: 5e6 } },
      { ropeTheta: 5e6 },
    ],
    [
      'scaled RoPE',
      { rope_scaling: LLAMA3 },
      {
        ropeScaling: {
          ...{ kind: 'llama3', factor: 32, lowFrequency: 1, highFrequency: 4 },
          originalPositions: 8192,
        },
      },
    ],
    [
      'stretched RoPE',
      { rope_scaling: { type: 'linear', factor: 4 } },
      { ropeScaling: { kind: 'linear', factor: 4 } },
    ],
    [
      'biases everywhere',
      { attention_bias: true, mlp_bias: true },
      { qkvBias: true, outBias: true, mlpBias: true },
    ],
    ['fields of no effect', { torch_dtype: 'bfloat16', use_cache: true }, { layers: 2 }],
  ])('accepts %s', (_, fields, expected) => {
    expect(parse(fields)).toMatchObject(expected);
  });

  it.each([
    [{ model_type: 'gemma2' }, `model_type: expected ${KNOWN}, found "gemma2"`],
    [{ model_type: undefined }, `model_type: expected ${KNOWN}, found nothing`],
    [{ hidden_size: undefined }, 'hidden_size: expected an integer from 1 to 65536, found nothing'],
    [{ hidden_size: '64' }, 'hidden_size: expected an integer from 1 to 65536, found "64"'],
    [{ hidden_size: 64.5 }, 'hidden_size: expected an integer from 1 to 65536, found 64.5'],
    [{ rms_norm_eps: 1e-46 }, 'rms_norm_eps: expected a number above 0 that f32 holds, found 1e-46'],
    [{ rope_theta: 1e39 }, 'rope_theta: expected a number above 0 that f32 holds, found 1e+39'],
    [
      { rope_scaling: { type: 'linear', factor: 1e300 } },
      'rope_scaling.factor: expected a number above 0 that f32 holds, found 1e+300',
    ],
    [{ num_hidden_layers: 0 }, 'num_hidden_layers: expected an integer from 1 to 1024, found 0'],
    [{ vocab_size: 2 ** 40 }, 'vocab_size: expected an integer from 1 to 1048576, found 1099511627776'],
    [{ hidden_size: 66 }, 'hidden_size: expected a multiple of num_attention_heads (4)'],
    [
      { num_key_value_heads: 3 },
      'num_attention_heads: expected a multiple of num_key_value_heads (3), found 4',
    ],
    [{ head_dim: 15 }, 'head_dim: expected an even number, since RoPE turns pairs, found 15'],
    [{ rms_norm_eps: 0 }, 'rms_norm_eps: expected a number above 0, found 0'],
    [{ rope_theta: -1 }, 'rope_theta: expected a number above 0, found -1'],
    [
      { rope_theta: 7, rope_parameters: { rope_theta: 8 } },
      "rope_parameters.rope_theta: expected rope_theta's 7, found 8",
    ],
    [
      { rope_parameters: { rope_theta: 1, rope_type: 'yarn' } },
      'rope_parameters.rope_type: expected "default", "linear", "llama3" or "longrope", found "yarn"',
    ],
    [{ rope_parameters: { rope_theta: 1, factor: 8 } }, 'rope_parameters: expected no field named "factor"'],
    [
      { rope_scaling: { type: 'dynamic', factor: 2 } },
      'rope_scaling.type: expected "default", "linear", "llama3" or "longrope", found "dynamic"',
    ],
    [{ rope_scaling: { factor: 2 } }, 'rope_scaling: expected no field named "factor"'],
    [
      { rope_scaling: { ...LONGROPE, original_max_position_embeddings: 1 } },
      'rope_scaling: original_max_position_embeddings: expected at least 2 where more positions follow, found 1',
    ],
    [{ partial_rotary_factor: 0.5 }, 'partial_rotary_factor: expected 1, found 0.5'],
    [{ attention_bias: 1 }, 'attention_bias: expected true or false, found 1'],
    [
      { rope_scaling: { type: 'linear', factor: 2, beta_fast: 32 } },
      'rope_scaling: expected no field named "beta_fast"',
    ],
    [{ rope_scaling: { type: 'linear' } }, 'rope_scaling.factor: expected a number above 0, found nothing'],
    [{ rope_scaling: 4 }, 'rope_scaling: expected an object or null, found 4'],
    [
      { rope_scaling: { ...LLAMA3, low_freq_factor: 4 } },
      'rope_scaling.high_freq_factor: expected more than low_freq_factor (4), found 4',
    ],
    [
      { rope_scaling: { type: 'linear', factor: 2 }, rope_parameters: { rope_theta: 1e4 } },
      'rope_scaling: expected what rope_parameters says, found another scaling',
    ],
    [{ hidden_act: 'gelu' }, 'hidden_act: expected "silu", found "gelu"'],
    [
      { sliding_window: 4096 },
      'sliding_window: expected null, since the engine does not implement it, found 4096',
    ],
    [{ use_sliding_window: true }, 'use_sliding_window: expected false, found true'],
    [
      { ...QWEN, model_type: 'qwen2', use_sliding_window: true },
      'sliding_window: expected an integer, found none',
    ],
    // What a Qwen leaves out is not what a Llama does.
    [
      { ...QWEN, model_type: 'qwen2', num_key_value_heads: undefined },
      'num_key_value_heads: expected an integer, found none',
    ],
    [{ ...QWEN, model_type: 'qwen3', head_dim: null }, 'head_dim: expected an integer, found none'],
    [
      { ...QWEN, model_type: 'qwen2', max_position_embeddings: undefined },
      'max_position_embeddings: expected an integer, found none',
    ],
    [
      { ...QWEN, model_type: 'qwen2', rms_norm_eps: undefined },
      'rms_norm_eps: expected a number above 0, found none',
    ],
    [{ ...QWEN, model_type: 'qwen3', rope_theta: null }, 'rope_theta: expected a number above 0, found none'],
    [
      { ...QWEN, model_type: 'qwen3', rope_theta: undefined, rope_parameters: { rope_type: 'default' } },
      'rope_theta: expected a number above 0, found none',
    ],
    [
      { ...QWEN, model_type: 'gemma3_text', rope_theta: undefined },
      'rope_theta: expected a number above 0, found none',
    ],
    [{ quantization_config: {} }, 'quantization_config: expected null'],
    [{ tie_word_embeddings: 'yes' }, 'tie_word_embeddings: expected true or false, found "yes"'],
    [{ bos_token_id: 1.5 }, 'bos_token_id: expected a token id, found 1.5'],
    [{ rms_norm_eps: Number.NaN }, 'rms_norm_eps: expected a number above 0, found NaN'],
    [{ rope_theta: Number.POSITIVE_INFINITY }, 'rope_theta: expected a number above 0, found Infinity'],
    [{ eos_token_id: 'end' }, 'eos_token_id: expected a token id, an array of them, or null, found "end"'],
  ])('refuses %j', (fields, message) => {
    expect(() => parse(fields)).toThrow(ModelError);
    expect(() => parse(fields)).toThrow(`m/config.json: ${message}`);
  });

  it.each([
    [
      { bos_token_id: 128 },
      { bosToken: null },
      'config.json: bos_token_id is 128, vocab_size 128: no such token, so it is left out',
    ],
    [
      { eos_token_id: [1, 500, -1, 1] },
      { eosTokens: [1] },
      'config.json: eos_token_id is 500, -1, vocab_size 128: no such token, so it is left out',
    ],
  ])('leaves out %j with a note', (fields, expected, note) => {
    const notes: string[] = [];
    expect(parseConfig({ ...SIZES, ...fields }, 'm/config.json', notes)).toMatchObject(expected);
    expect(notes).toEqual([note]);
  });

  describe.each(['llama', 'phi3'])('LongRoPE of a %s', (model_type) => {
    const scaling = (long: number) => ({
      ...{ ...QWEN, model_type, head_dim: 4 },
      rope_scaling: {
        ...{ rope_type: 'longrope', short_factor: [1, 1.5], long_factor: [1, long] },
        original_max_position_embeddings: 128,
      },
    });

    it('is computed as far as its short divisors hold, which is said', () => {
      const notes: string[] = [];
      const { maxPositions, ropeScaling } = parseConfig({ ...SIZES, ...scaling(3) }, 'm/config.json', notes);
      expect(maxPositions).toBe(128);
      expect(ropeScaling).toMatchObject({ kind: 'longrope', divisors: [1, 1.5] });
      expect(notes).toEqual([
        'config.json: max_position_embeddings is 512; only the first 128 are computed, since RoPE is scaled otherwise past them',
      ]);
    });

    it('goes on where the long ones are no others', () => {
      expect(parse(scaling(1.5)).maxPositions).toBe(512);
    });
  });

  it.each([[null], [[]], ['{}'], [7]])('refuses %j in place of an object', (json) => {
    expect(() => parseConfig(json, 'm/config.json')).toThrow('m/config.json: expected an object, found');
  });

  it('throws nothing but ModelError for any JSON', () => {
    const fields = fc.dictionary(
      fc.constantFrom(...Object.keys(SIZES), 'rope_parameters', 'eos_token_id'),
      fc.jsonValue(),
    );
    fc.assert(
      fc.property(fc.oneof(fc.jsonValue(), fields), (json) => {
        for (const attempt of [() => parseConfig(json, 'c'), () => parse(Object(json))]) {
          try {
            attempt();
          } catch (error) {
            expect(error).toBeInstanceOf(ModelError);
          }
        }
      }),
      { numRuns: 500 },
    );
  });
});
