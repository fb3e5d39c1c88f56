import { characterOfByte } from '../tokenizer/token-text.ts';
import { awkwardTexts } from './awkward-texts.ts';
import { BYTE_PIECES, LLAMA_PARTS, PIECE_DECODER, PIECES } from './llama-pieces.ts';
import { trainBpe } from './train-bpe.ts';

export interface Family {
  readonly name: string;
  /** A tokenizer.json. */
  readonly json: object;
}

interface BpeFamily extends Family {
  readonly json: { readonly model: { readonly vocab: Vocabulary } };
}

const sequence = (field: string, ...parts: object[]) => ({ type: 'Sequence', [field]: parts });
const pretokenizers = (...parts: object[]) => sequence('pretokenizers', ...parts);
const regex = (pattern: string, behavior = 'Isolated', invert = false) => ({
  type: 'Split',
  pattern: { Regex: pattern },
  behavior,
  invert,
});
const byteLevel = (use_regex: boolean, add_prefix_space = false) => ({
  type: 'ByteLevel',
  add_prefix_space,
  trim_offsets: true,
  use_regex,
});
const replace = (from: string, to: string) => ({ type: 'Replace', pattern: { String: from }, content: to });

/** Patterns of published tokenizers, as their files have them. */
const PATTERNS = {
  llama3:
    "(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\\r\\n\\p{L}\\p{N}]?\\p{L}+|\\p{N}{1,3}| ?[^\\s\\p{L}\\p{N}]+[\\r\\n]*|\\s*[\\r\\n]+|\\s+(?!\\S)|\\s+",
  qwen2:
    "(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\\r\\n\\p{L}\\p{N}]?\\p{L}+|\\p{N}| ?[^\\s\\p{L}\\p{N}]+[\\r\\n]*|\\s*[\\r\\n]+|\\s+(?!\\S)|\\s+",
  o200k:
    "[^\\r\\n\\p{L}\\p{N}]?[\\p{Lu}\\p{Lt}\\p{Lm}\\p{Lo}\\p{M}]*[\\p{Ll}\\p{Lm}\\p{Lo}\\p{M}]+(?i:'s|'t|'re|'ve|'m|'ll|'d)?|[^\\r\\n\\p{L}\\p{N}]?[\\p{Lu}\\p{Lt}\\p{Lm}\\p{Lo}\\p{M}]+[\\p{Ll}\\p{Lm}\\p{Lo}\\p{M}]*(?i:'s|'t|'re|'ve|'m|'ll|'d)?|\\p{N}{1,3}| ?[^\\s\\p{L}\\p{N}]+[\\r\\n/]*|\\s*[\\r\\n]+|\\s+(?!\\S)|\\s+",
  deepseek:
    '[!"#$%&\'()*+,\\-./:;<=>?@\\[\\\\\\]^_`{|}~][A-Za-z]+|[^\\r\\n\\p{L}\\p{P}\\p{S}]?[\\p{L}\\p{M}]+| ?[\\p{P}\\p{S}]+[\\r\\n]*|\\s*[\\r\\n]+|\\s+(?!\\S)|\\s+',
  cjk: '[一-龥぀-ゟ゠-ヿ]+',
  clip: "<\\|startoftext\\|>|<\\|endoftext\\|>|'s|'t|'re|'ve|'m|'ll|'d|[\\p{L}]+|[\\p{N}]|[^\\s\\p{L}\\p{N}]+",
  bloom: ' ?[^(\\s|[.,!?…。，、।۔،])]+',
};

const BYTES = Array.from({ length: 256 }, (_, byte) => characterOfByte(byte));
interface Shape {
  readonly normalizer?: object;
  readonly pre_tokenizer?: object;
  readonly decoder?: object;
  readonly post_processor?: object;
  /** Tokens that texts may spell, with how they are looked for. */
  readonly added?: readonly { readonly content: string }[];
  readonly model?: {
    readonly unk_token?: string;
    readonly fuse_unk?: boolean;
    readonly byte_fallback?: boolean;
    readonly ignore_merges?: boolean;
    readonly continuing_subword_prefix?: string;
    readonly end_of_word_suffix?: string;
  };
  readonly alphabet?: readonly string[];
}

/** An added token, with what most have. */
export const special = (content: string, more: object = {}) => ({
  content,
  single_word: false,
  lstrip: false,
  rstrip: false,
  normalized: false,
  special: true,
  ...more,
});
const TAGS = [
  special('<s>'),
  special('</s>'),
  special('<|endoftext|>'),
  special('<|im_start|>', { rstrip: true }),
];
const LOOSE = [
  special('<pad>', { lstrip: true, rstrip: true }),
  special('tag', { special: false, single_word: true }),
  special('new', { special: false, normalized: true }),
];

const TRAINING = awkwardTexts(240, 5);

/** A tokenizer.json of a shape, its model trained on awkward texts. Added tokens come behind the vocabulary. */
function family(name: string, shape: Shape): BpeFamily {
  const { normalizer = null, pre_tokenizer = null, decoder = null, post_processor = null } = shape;
  const { model = {}, alphabet = BYTES, added = TAGS } = shape;
  const unknown = model.unk_token === undefined ? [] : [model.unk_token];
  const trained = trainBpe(normalizer, pre_tokenizer, {
    texts: TRAINING,
    merges: 150,
    entries: [...unknown, ...alphabet],
    ...model,
  });
  let next = Object.keys(trained.vocab).length;
  const addedTokens = added.map((token) => ({ id: trained.vocab[token.content] ?? next++, ...token }));
  const json = {
    version: '1.0',
    truncation: null,
    padding: null,
    added_tokens: addedTokens,
    normalizer,
    pre_tokenizer,
    post_processor,
    decoder,
    model: { type: 'BPE', dropout: null, ...model, ...trained },
  };
  return { name, json };
}

const METASPACE_DECODER = { type: 'Metaspace', replacement: '▁', prepend_scheme: 'always', split: true };
const BERT = {
  type: 'BertNormalizer',
  clean_text: true,
  handle_chinese_chars: true,
  strip_accents: null,
  lowercase: true,
};
const digits = (individual_digits: boolean) => ({ type: 'Digits', individual_digits });
const metaspace = (prepend_scheme: string, split: boolean) => ({
  type: 'Metaspace',
  replacement: '▁',
  prepend_scheme,
  split,
});

type Vocabulary = Readonly<Record<string, number>>;

/** One of the other models instead of BPE, its vocabulary what BPE would have made. */
function withModel({ name, json }: BpeFamily, model: (vocab: Vocabulary) => object): Family {
  return { name, json: { ...json, model: model(json.model.vocab) } };
}

const unigram = (vocab: Vocabulary, byte_fallback: boolean) => ({
  type: 'Unigram',
  unk_id: vocab['<unk>'],
  // Longer entries are likelier than their parts, and no two are alike. Eighths, since the reference reads other
  // fractions to within a unit in the last place, which decides between ways of equal scores.
  vocab: Object.entries(vocab)
    .sort(([, a], [, b]) => a - b)
    .map(([entry, id]) => [entry, -9 - id / 8 + 3 * Array.from(entry).length]),
  byte_fallback,
});

/** Small tokenizers of the kinds that language models have, and of parts that are rarer. */
export function tokenizerFamilies(): Family[] {
  const decoder = byteLevel(true, true);
  return [
    family('GPT-2', { pre_tokenizer: byteLevel(true), decoder }),
    family('RoBERTa', { pre_tokenizer: byteLevel(true, true), decoder, added: [...TAGS, ...LOOSE] }),
    family('Llama 3', {
      pre_tokenizer: pretokenizers(regex(PATTERNS.llama3), byteLevel(false)),
      decoder,
      model: { ignore_merges: true },
    }),
    family('Qwen 2', {
      normalizer: { type: 'NFC' },
      pre_tokenizer: pretokenizers(regex(PATTERNS.qwen2), byteLevel(false)),
      decoder,
    }),
    family('GPT-4o', {
      pre_tokenizer: pretokenizers(regex(PATTERNS.o200k, 'Removed', true), byteLevel(false)),
      decoder,
    }),
    family('DeepSeek', {
      pre_tokenizer: pretokenizers(
        regex('\\p{N}{1,3}'),
        regex(PATTERNS.cjk),
        regex(PATTERNS.deepseek),
        byteLevel(false),
      ),
      decoder,
    }),
    family('SmolLM', { pre_tokenizer: pretokenizers(digits(true), byteLevel(true)), decoder }),
    family('Falcon', {
      pre_tokenizer: pretokenizers(
        { type: 'Punctuation', behavior: 'Contiguous' },
        byteLevel(true),
        digits(false),
        regex('[0-9][0-9][0-9]'),
      ),
      decoder,
    }),
    family('BLOOM', { pre_tokenizer: pretokenizers(regex(PATTERNS.bloom), byteLevel(false)), decoder }),
    family('Llama 2', {
      normalizer: LLAMA_PARTS.normalizer,
      decoder: PIECE_DECODER,
      model: PIECES,
      alphabet: BYTE_PIECES,
    }),
    family('Mistral', {
      pre_tokenizer: metaspace('first', false),
      decoder: PIECE_DECODER,
      model: PIECES,
      alphabet: BYTE_PIECES,
      added: [...TAGS, ...LOOSE],
    }),
    family('Metaspace', {
      pre_tokenizer: metaspace('always', true),
      decoder: METASPACE_DECODER,
      model: { unk_token: '<unk>', fuse_unk: true },
      alphabet: [],
    }),
    family('Gemma', {
      normalizer: replace(' ', '▁'),
      pre_tokenizer: {
        type: 'Split',
        pattern: { String: '▁' },
        behavior: 'MergedWithPrevious',
        invert: false,
      },
      decoder: {
        type: 'Sequence',
        decoders: [replace('▁', ' '), { type: 'ByteFallback' }, { type: 'Fuse' }],
      },
      model: PIECES,
      alphabet: BYTE_PIECES,
    }),
    family('CLIP', {
      normalizer: sequence(
        'normalizers',
        { type: 'NFC' },
        { type: 'Replace', pattern: { Regex: '\\s+' }, content: ' ' },
        { type: 'Lowercase' },
      ),
      pre_tokenizer: pretokenizers(regex(PATTERNS.clip, 'Removed', true), byteLevel(false)),
      decoder,
      model: { unk_token: '<|unk|>', end_of_word_suffix: '</w>' },
    }),
    family('BERT by BPE', {
      normalizer: BERT,
      pre_tokenizer: { type: 'BertPreTokenizer' },
      decoder: { type: 'WordPiece', prefix: '##', cleanup: false },
      model: { unk_token: '[UNK]', continuing_subword_prefix: '##' },
      alphabet: [],
      added: [...TAGS, ...LOOSE],
    }),
    family('NFKC words', {
      normalizer: sequence(
        'normalizers',
        { type: 'NFKC' },
        { type: 'Nmt' },
        { type: 'StripAccents' },
        { type: 'Strip', strip_left: true, strip_right: true },
      ),
      pre_tokenizer: pretokenizers({ type: 'Whitespace' }, regex('[aeiou]', 'MergedWithNext')),
      decoder: { type: 'BPEDecoder', suffix: '</w>' },
      model: { unk_token: '<unk>', end_of_word_suffix: '</w>' },
      alphabet: [],
    }),
    family('NFKD, cut every way', {
      normalizer: { type: 'NFKD' },
      pre_tokenizer: pretokenizers(
        { type: 'WhitespaceSplit' },
        { type: 'CharDelimiterSplit', delimiter: '|' },
        regex('[.,;]+', 'Contiguous'),
        regex('\\p{Lu}', 'MergedWithPrevious', true),
        { type: 'FixedLength', length: 7 },
        { type: 'Punctuation' },
      ),
      decoder: { type: 'Fuse' },
      model: { unk_token: '<unk>' },
      alphabet: [],
    }),
    withModel(
      family('Unigram', {
        normalizer: sequence(
          'normalizers',
          { type: 'NFKC' },
          { type: 'Strip', strip_left: false, strip_right: true },
        ),
        pre_tokenizer: metaspace('always', true),
        decoder: METASPACE_DECODER,
        model: { unk_token: '<unk>' },
        alphabet: [],
      }),
      (vocab) => unigram(vocab, false),
    ),
    withModel(
      family('Unigram with bytes', {
        pre_tokenizer: metaspace('first', true),
        decoder: PIECE_DECODER,
        model: PIECES,
        alphabet: BYTE_PIECES,
        added: [...TAGS, ...LOOSE],
      }),
      (vocab) => unigram(vocab, true),
    ),
    withModel(
      family('BERT', {
        normalizer: BERT,
        pre_tokenizer: { type: 'BertPreTokenizer' },
        decoder: { type: 'WordPiece', prefix: '##', cleanup: false },
        model: { unk_token: '[UNK]', continuing_subword_prefix: '##' },
        alphabet: [],
      }),
      (vocab) => ({
        type: 'WordPiece',
        unk_token: '[UNK]',
        continuing_subword_prefix: '##',
        max_input_chars_per_word: 20,
        vocab,
      }),
    ),
    withModel(
      family('Words', {
        pre_tokenizer: { type: 'Whitespace' },
        model: { unk_token: '<unk>' },
        alphabet: [],
      }),
      (vocab) => ({
        type: 'WordLevel',
        unk_token: '<unk>',
        vocab,
      }),
    ),
  ];
}
