import { writeRandomName } from '../experiment/model-name.ts';
import type { LoadedModel } from './load.ts';
import { GENERATOR_VERSION, randomConfig, randomHash, randomNameOf } from './random-hash.ts';
import { randomTokenizer } from './random-tokenizer.ts';
import { randomCheckpoint } from './random-weights.ts';
import { SHAPES } from './shapes.ts';

/**
 * The model that a name like `random:smollm2-135m:4:7` asks for, whose weights are generated where they are needed: on the device, or piece by
 * piece for whoever reads them. Throws ModelError for another name.
 */
export function randomModel(text: string): LoadedModel {
  const parsed = randomNameOf(text);
  const config = randomConfig(parsed);
  const name = writeRandomName(parsed);
  const checkpoint = randomCheckpoint(config, { seed: parsed.seed, hash: randomHash(parsed) });
  const { differs } = SHAPES[parsed.shape];
  const than = differs === undefined ? '' : `; it has ${differs}`;
  return {
    name,
    checkpoint,
    tokenizer: randomTokenizer(config, name),
    weightFiles: [],
    endTokens: [],
    warnings: [
      `${name} has random weights (generator ${GENERATOR_VERSION}, seed ${parsed.seed}) in the shape of ${SHAPES[parsed.shape].source}: what it writes means nothing${than}`,
    ],
  };
}
