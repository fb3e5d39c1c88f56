import { writeRandomName } from '../experiment/model-name.ts';
import type { LoadedModel } from './load.ts';
import { ModelError } from './model-error.ts';
import type { OnBytes } from './model-files.ts';
import { GENERATOR_VERSION, randomConfig, randomHash, randomNameOf } from './random-hash.ts';
import { randomTokenizer } from './random-tokenizer.ts';
import { randomBytes, randomCheckpoint } from './random-weights.ts';
import { SHAPES } from './shapes.ts';

/** Generated between two looks at what else there is to do. */
const SLICE_BYTES = 1 << 25;

export interface RandomOptions {
  /** Memory of this machine, as far as it is known: what takes more is refused before any is taken. */
  readonly hostBytes?: number | undefined;
  /** Hears of the bytes that were generated. */
  readonly onProgress?: OnBytes | undefined;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Generates the model that a name like `random:smollm2-135m:4:7` asks for. Throws ModelError for another name and for a shape that takes more memory than there is, and the signal's reason.
 */
export async function randomModel(
  text: string,
  { hostBytes, onProgress, signal }: RandomOptions = {},
): Promise<LoadedModel> {
  const parsed = randomNameOf(text);
  const config = randomConfig(parsed);
  const name = writeRandomName(parsed);
  refuseTooLarge(name, randomBytes(config), hostBytes);
  let told = 0;
  const onTensor = async (bytes: number, total: number) => {
    onProgress?.(bytes, total);
    if (bytes - told < SLICE_BYTES) return;
    told = bytes;
    await new Promise((resolve) => setTimeout(resolve));
    signal?.throwIfAborted();
  };
  const checkpoint = await randomCheckpoint(config, {
    seed: parsed.seed,
    hash: randomHash(parsed),
    onTensor,
  });
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
