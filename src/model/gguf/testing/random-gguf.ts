import { concatBytes } from '@noble/hashes/utils.js';
import type { ModelConfig } from '../../model-config.ts';
import { randomTokenizerJson } from '../../random-tokenizer.ts';
import { syntheticCheckpoint } from '../../testing/synthetic.ts';
import type { GgufWeights } from '../write/tensor-data.ts';
import { writeGguf } from '../write/write-gguf.ts';

/** A random model with a tokenizer of bytes, as one GGUF file: the same shape and seed give the same bytes everywhere. */
export function randomGguf(
  shape: Partial<ModelConfig> & { readonly vocabSize: number },
  seed: number,
  weights: GgufWeights = null,
): Uint8Array<ArrayBuffer> {
  const content = {
    name: 'random',
    checkpoint: syntheticCheckpoint(shape, { seed, dtype: 'BF16' }),
    tokenizer: { json: randomTokenizerJson(shape.vocabSize), settings: {} },
    special: { bos: null, ends: [], addBos: false },
  };
  return concatBytes(...writeGguf(content, weights));
}
