import type { ModelConfig } from './model-config.ts';
import { characterOfByte } from './tokenizer/token-text.ts';
import { createTokenizer, type TextCodec } from './tokenizer.ts';

const BYTES = 256;

/**
 * A tokenizer for a vocabulary that no text was ever cut for: a token for each byte of UTF-8, then tokens that no text encodes to, each
 * of which reads as its number, ` #256` and on.
 */
export function randomTokenizer(config: ModelConfig, where: string): TextCodec {
  return createTokenizer(randomTokenizerJson(config.vocabSize), {}, config, where);
}

/** The same as a tokenizer.json. */
export function randomTokenizerJson(vocabSize: number): unknown {
  const blank = characterOfByte(0x20);
  const entry = (id: number) => (id < BYTES ? characterOfByte(id) : `${blank}#${id}`);
  return {
    model: {
      type: 'BPE',
      vocab: Object.fromEntries(Array.from({ length: vocabSize }, (_, id) => [entry(id), id])),
      merges: [],
    },
    pre_tokenizer: { type: 'ByteLevel', add_prefix_space: false, trim_offsets: false, use_regex: true },
    decoder: { type: 'ByteLevel' },
  };
}
