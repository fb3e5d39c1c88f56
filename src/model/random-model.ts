import { writeRandomName } from '../experiment/model-name.ts';
import type { LoadedModel } from './load.ts';
import { ModelError } from './model-error.ts';
import { GENERATOR_VERSION, randomConfig, randomHash, randomNameOf } from './random-hash.ts';
import { randomTokenizer } from './random-tokenizer.ts';
import { randomBytes, randomCheckpoint } from './random-weights.ts';
import { SHAPES } from './shapes.ts';

export interface RandomOptions {
  /** Memory of this machine, as far as it is known: what takes more is refused before any is taken. */
  readonly hostBytes?: number | undefined;
}

/**
 * The model that a name like `random:smollm2-135m:4:7` asks for, whose weights are generated where they are needed: on the device, or piece by
 * piece for whoever reads them. Throws ModelError for another name and for a shape that takes more memory than there is.
 */
export function randomModel(text: string, { hostBytes }: RandomOptions = {}): LoadedModel {
  const parsed = randomNameOf(text);
  const config = randomConfig(parsed);
  const name = writeRandomName(parsed);
  refuseTooLarge(name, randomBytes(config), hostBytes);
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

function refuseTooLarge(name: string, bytes: number, allowed = Number.POSITIVE_INFINITY): void {
  if (bytes <= allowed) return;
  const words = (amount: number) => amount.toLocaleString('en');
  throw new ModelError(name, `its weights take ${words(bytes)} bytes, this machine has ${words(allowed)}`);
}
