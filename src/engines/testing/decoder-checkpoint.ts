import type { Checkpoint, PlainDtype } from '../../model/checkpoint.ts';
import type { ModelConfig } from '../../model/model-config.ts';
import { syntheticOf } from '../../model/testing/synthetic.ts';

/** Nothing here is a multiple of four but hidden: heads of 6 are padded, 50 fills no chunk, the head is untied. */
const ODD: ModelConfig = {
  hiddenSize: 36,
  layers: 2,
  heads: 6,
  kvHeads: 3,
  headDim: 6,
  intermediateSize: 50,
  vocabSize: 101,
  ropeTheta: 10_000,
  rmsNormEps: 1e-5,
  tiedHead: false,
  maxPositions: 256,
  bosToken: null,
  eosTokens: [],
};

export function oddConfig(changes: Partial<ModelConfig>): ModelConfig {
  return { ...ODD, ...changes };
}

/** A random checkpoint of any config, also of one that no published model has. */
export function decoderCheckpoint(config: ModelConfig, seed: number, dtype: PlainDtype): Checkpoint {
  return syntheticOf(config, { seed, dtype });
}
