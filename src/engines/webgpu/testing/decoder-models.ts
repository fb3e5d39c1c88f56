import type { LayerAttention, ModelConfig } from '../../../model/model-config.ts';
import { randomValues } from '../../../numerics/testing/arbitraries.ts';
import type { StepPlan } from '../../../steps/step-plan.ts';
import { stepOf } from '../../../steps/testing/arms.ts';
import { decoderCheckpoint, oddConfig } from '../../testing/decoder-checkpoint.ts';
import { ALL, LLAMA_3, LOCAL_ROPE } from '../../testing/decoder-features.ts';

const last = (window: number, rope: LayerAttention['rope'] = 'local'): LayerAttention => ({ rope, window });
const SCALES = { embeddingScale: 5.9, residualScale: 0.22, attentionScale: 0.31 };
const BIASES = { qkvBias: true, outBias: true, mlpBias: true } as const;
const GEMMA: Partial<ModelConfig> = {
  ...{ norms: 'around', qkNorm: true, gate: 'gelu_tanh', embeddingScale: 6, attentionScale: 0.3 },
  ...{ layers: 3, attention: [last(19), ALL, last(19)], localRope: LOCAL_ROPE },
};

/** What decoders do otherwise than a Llama (`DECODER_FEATURES`), by what a kernel is made of: heads of 6 are padded, of 8 and 16 not; then as published models do it, then all at once. */
export const MODELS: Readonly<Record<string, Partial<ModelConfig>>> = {
  'biases everywhere': BIASES,
  'a bias of o': { outBias: true, headDim: 8 },
  'biases of gate, up and down': { mlpBias: true, headDim: 16, kvHeads: 2 },
  'norms around': { norms: 'around', headDim: 10 },
  'norms after': { norms: 'after', kvHeads: 2 },
  'norms of whole projections': { qkNorm: 'projection', headDim: 10, kvHeads: 2 },
  'norms after and of whole projections, heads of 8': { norms: 'after', qkNorm: 'projection', headDim: 8 },
  'GELU in its tanh form': { gate: 'gelu_tanh' },
  'scaled embeddings': { embeddingScale: 5.9, tiedHead: true },
  'a scaled residual stream': { residualScale: 0.22 },
  'scaled scores': { attentionScale: 0.31, headDim: 8 },
  'a layer without rotation': { attention: [ALL, { rope: 'none', window: null }] },
  'windows, and angles of their own': { attention: [last(19), ALL], localRope: LOCAL_ROPE },
  'windows of several splits, heads of 8': { attention: [last(67, 'main'), ALL], headDim: 8 },
  'other frequencies': { ropeScaling: LLAMA_3, headDim: 8 },
  'as Granite': { ...SCALES, mlpBias: true, headDim: 8 },
  'as Gemma 3': { ...GEMMA, headDim: 8, kvHeads: 2 },
  'all of it': {
    ...{ ...GEMMA, ...BIASES, ...SCALES, qkNorm: 'projection', headDim: 10, kvHeads: 2 },
    ...{ attention: [last(19), { rope: 'none', window: null }, last(19, 'main')], ropeScaling: LLAMA_3 },
  },
};
export const EVERYTHING = MODELS['all of it'];

export const VOCABULARY = oddConfig({}).vocabSize;
export const tokensOf = (count: number, seed: number) =>
  Array.from(randomValues(count, seed), (x) => Math.floor(((x + 1) / 2) * VOCABULARY) % VOCABULARY);
export const slice = (
  request: string,
  start: number,
  tokens: readonly number[],
  blocks: readonly number[],
) => ({
  ...{ request, start, tokens, blocks },
  sample: 'last' as const,
});
export const BLOCKS = [1, 4, 0, 7, 3, 12];

/** Prefill in chunks, decode and several requests, far beyond the windows and one split of keys. */
export const STEPS: readonly StepPlan[] = [
  stepOf(slice('a', 0, tokensOf(13, 1), BLOCKS)),
  stepOf(slice('a', 13, tokensOf(21, 2), BLOCKS), slice('b', 0, tokensOf(5, 3), [2])),
  stepOf(
    slice('b', 5, [9], [2]),
    slice('a', 34, tokensOf(38, 4), BLOCKS),
    slice('c', 0, tokensOf(11, 5), [9]),
  ),
  stepOf(slice('c', 11, [100], [9]), slice('a', 72, [17], BLOCKS)),
  stepOf(slice('a', 73, [18], BLOCKS)),
];
/** The row that is traced: the last step's. */
export const TRACED = 'a';

export const checkpointOf = (changes: Partial<ModelConfig>) =>
  decoderCheckpoint(oddConfig(changes), 7, 'BF16');
