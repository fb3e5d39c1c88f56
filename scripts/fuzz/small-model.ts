import { readFileSync } from 'node:fs';
import { parseConfig } from '../../src/model/config.ts';
import { elementsOf, tensorsOf } from '../../src/model/graph.ts';
import type { ModelConfig } from '../../src/model/model-config.ts';
import { modelGraph } from '../../src/model/model-graph.ts';
import { BYTE_PIECES, LLAMA_PARTS, PIECES } from '../../src/model/testing/llama-pieces.ts';
import { configJson, writeSafetensors } from '../../src/model/testing/synthetic.ts';

interface TokenizerFile {
  readonly model: { readonly vocab: Readonly<Record<string, number>> };
}

const PICO: TokenizerFile = JSON.parse(
  readFileSync(new URL('../../public/models/pico/tokenizer.json', import.meta.url), 'utf8'),
);
/** The characters that stand for bytes in byte-level vocabularies. */
const BYTE_CHARACTERS = Object.keys(PICO.model.vocab).filter((entry) => [...entry].length === 1);

/** A `tokenizer.json` of our own, with the ids that its tokens have. */
export interface SmallTokenizer {
  readonly name: string;
  readonly json: Readonly<Record<string, unknown>>;
  readonly settings: Readonly<Record<string, unknown>>;
}

/** Bytes, then a few pairs of them: the form of GPT-2's descendants. */
function byteLevel(name: string, preTokenizer: unknown): SmallTokenizer {
  const vocab: Record<string, number> = { '<s>': 0, '</s>': 1 };
  const add = (entry: string): void => {
    vocab[entry] = Object.keys(vocab).length;
  };
  BYTE_CHARACTERS.forEach(add);
  const merges: [string, string][] = [
    ['Ġ', 'a'],
    ['a', 'b'],
    ['Ġa', 'b'],
    ['Ġ', 'Â'],
    ['Â', '½'],
    ['1', '2'],
  ];
  for (const pair of merges) add(pair.join(''));
  const beginning = { SpecialToken: { id: '<s>', type_id: 0 } };
  return {
    name,
    json: {
      version: '1.0',
      added_tokens: ['<s>', '</s>'].map((content, id) => ({ id, content, special: true })),
      normalizer: null,
      pre_tokenizer: preTokenizer,
      post_processor: {
        type: 'TemplateProcessing',
        single: [beginning, { Sequence: { id: 'A', type_id: 0 } }],
        pair: [beginning, { Sequence: { id: 'A', type_id: 0 } }],
        special_tokens: { '<s>': { id: '<s>', ids: [0], tokens: ['<s>'] } },
      },
      decoder: { type: 'ByteLevel' },
      model: { type: 'BPE', vocab, merges: merges.map((pair) => pair.join(' ')) },
    },
    settings: { bos_token: '<s>', eos_token: '</s>' },
  };
}

const SPLIT_DIGITS = {
  type: 'Sequence',
  pretokenizers: [
    { type: 'Digits', individual_digits: true },
    { type: 'ByteLevel', add_prefix_space: false, use_regex: true },
  ],
};

const SPLIT_PATTERN = {
  type: 'Sequence',
  pretokenizers: [
    {
      type: 'Split',
      pattern: { Regex: '[^\\r\\n\\p{L}\\p{N}]?\\p{L}+|\\p{N}{1,3}| ?[^\\s\\p{L}\\p{N}]+|\\s+' },
      behavior: 'Isolated',
      invert: false,
    },
    { type: 'ByteLevel', add_prefix_space: false, use_regex: false },
  ],
};

/** Characters, and bytes for those that it lacks: the form of SentencePiece as Llama has it. */
function byteFallback(): SmallTokenizer {
  const vocab: Record<string, number> = { '<unk>': 0, '<s>': 1, '</s>': 2 };
  BYTE_PIECES.forEach((entry, byte) => {
    vocab[entry] = 3 + byte;
  });
  for (const entry of ['▁', 'a', 'b', '▁a', '▁ab', 'é', '1']) vocab[entry] = Object.keys(vocab).length;
  return {
    name: 'byte fallback',
    json: {
      added_tokens: ['<unk>', '<s>', '</s>'].map((content, id) => ({ id, content, special: true })),
      ...LLAMA_PARTS,
      model: { type: 'BPE', ...PIECES, vocab, merges: ['▁ a', '▁a b'] },
    },
    settings: { bos_token: '<s>', add_bos_token: true, clean_up_tokenization_spaces: false },
  };
}

export const SMALL_TOKENIZERS: readonly SmallTokenizer[] = [
  byteLevel('byte level', { type: 'ByteLevel', add_prefix_space: false, use_regex: true }),
  byteLevel('byte level, digits apart', SPLIT_DIGITS),
  byteLevel('byte level, split by a pattern', SPLIT_PATTERN),
  byteFallback(),
];

/** A config that all of these tokenizers fit. */
export const SMALL_CONFIG: ModelConfig = parseConfig(
  {
    ...{ model_type: 'llama', hidden_size: 8, num_hidden_layers: 1, num_attention_heads: 2 },
    ...{ num_key_value_heads: 1, intermediate_size: 8, vocab_size: 272, tie_word_embeddings: true },
  },
  'small',
);

/** Every tensor of that config, zeros throughout: what they hold is no matter of the format. */
function smallTensors() {
  return tensorsOf(modelGraph(SMALL_CONFIG)).map(({ tensor, shape }) => ({
    ...{ name: tensor, shape, dtype: 'BF16' as const },
    bytes: new Uint8Array(2 * elementsOf(shape)),
  }));
}

const text = (value: unknown): Uint8Array => new TextEncoder().encode(JSON.stringify(value));

/** A whole model folder, about as small as one can be. */
export function smallModelFiles(tokenizer: SmallTokenizer): Map<string, Uint8Array> {
  return new Map([...filesBesideWeights(tokenizer), ['model.safetensors', writeSafetensors(smallTensors())]]);
}

/** The same with its weights in two files and an index, and with a generation config. */
export function shardedModelFiles(tokenizer: SmallTokenizer): Map<string, Uint8Array> {
  const tensors = smallTensors();
  const half = tensors.length >> 1;
  const shards = [tensors.slice(0, half), tensors.slice(half)].map((part, i) => ({
    name: `model-0000${i + 1}-of-00002.safetensors`,
    part,
  }));
  const weight_map = Object.fromEntries(
    shards.flatMap(({ name, part }) => part.map((tensor) => [tensor.name, name])),
  );
  return new Map([
    ...filesBesideWeights(tokenizer),
    ['generation_config.json', text({ bos_token_id: 0, eos_token_id: [1, 2] })],
    ['model.safetensors.index.json', text({ metadata: { total_size: 1 }, weight_map })],
    ...shards.map(({ name, part }) => [name, writeSafetensors(part)] as const),
  ]);
}

function filesBesideWeights({ json, settings }: SmallTokenizer): [string, Uint8Array][] {
  return [
    ['config.json', text(configJson(SMALL_CONFIG))],
    ['tokenizer.json', text(json)],
    ['tokenizer_config.json', text(settings)],
  ];
}
