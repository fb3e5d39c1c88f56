import { assembleCheckpoint } from '../../model/assemble.ts';
import type { Checkpoint, PlainDtype, StoredTensor } from '../../model/checkpoint.ts';
import { elementsOf, tensorsOf } from '../../model/graph.ts';
import type { ModelConfig } from '../../model/model-config.ts';
import { modelGraph } from '../../model/model-graph.ts';
import { isBias } from '../../model/model-weights.ts';
import { hashBytes, storeValues, writeSafetensors } from '../../model/testing/synthetic.ts';
import { randomValues } from '../../numerics/testing/arbitraries.ts';

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

/** A random checkpoint of any config, also of one that no published model has: activations stay of order 1. */
export function decoderCheckpoint(config: ModelConfig, seed: number, dtype: PlainDtype): Checkpoint {
  const tensors = tensorsOf(modelGraph(config)).map((place, i): StoredTensor => {
    const { tensor, shape } = place;
    const [mean, spread] =
      shape.length > 1 ? [0, Math.sqrt(3 / shape[1])] : isBias(place) ? [0, 0.8] : [1, 0.2];
    const values = randomValues(elementsOf(shape), 1000 * seed + i).map((x) => mean + spread * x);
    return { name: tensor, shape, dtype, bytes: storeValues(values, dtype) };
  });
  const named = new Map(tensors.map((tensor) => [tensor.name, tensor]));
  return assembleCheckpoint(config, named, hashBytes(writeSafetensors(tensors)));
}
