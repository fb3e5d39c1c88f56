import { ODD_SHAPE, syntheticCheckpoint } from '../../model/testing/synthetic.ts';

/** Random models whose sizes end vectors, tiles and heads where loops do not; the first has biases. */
export const ODD_MODELS = {
  biased: syntheticCheckpoint(
    { hiddenSize: 36, heads: 6, kvHeads: 3, headDim: 6, intermediateSize: 50, vocabSize: 101, qkvBias: true },
    { seed: 8, dtype: 'BF16' },
  ),
  odd: syntheticCheckpoint({ ...ODD_SHAPE, vocabSize: 103, tiedHead: false }, { seed: 9, dtype: 'F32' }),
};
