/** How texts are cut before merges, and what else goes with the name in llama.cpp (`llama-vocab.cpp`) and in the tokenizer.json that it stands for. */
export interface PreTokenizer {
  /** `tokenizer.ggml.pre`. */
  readonly names: readonly string[];
  /** Parts of tokenizer.json's pre-tokenizer, in order. */
  readonly parts: readonly object[];
  readonly normalizer?: object;
  /** A word that is a token is taken whole. */
  readonly ignoreMerges?: true;
  /** Whether a begin-of-text token is fed where the file does not say. */
  readonly addBos?: true;
}

const split = (pattern: string) => ({
  type: 'Split',
  pattern: { Regex: pattern },
  behavior: 'Isolated',
  invert: false,
});
const byteLevel = (use_regex: boolean) => ({
  type: 'ByteLevel',
  add_prefix_space: false,
  trim_offsets: true,
  use_regex,
});
const patterns = (...all: readonly string[]) => [...all.map(split), byteLevel(false)];

const CONTRACTIONS = "(?i:'s|'t|'re|'ve|'m|'ll|'d)";
const REST = ' ?[^\\s\\p{L}\\p{N}]+[\\r\\n]*|\\s*[\\r\\n]+|\\s+(?!\\S)|\\s+';
const REST_WITH_SLASH = ' ?[^\\s\\p{L}\\p{N}]+[\\r\\n/]*|\\s*[\\r\\n]+|\\s+(?!\\S)|\\s+';
const LETTERS = '[^\\r\\n\\p{L}\\p{N}]?\\p{L}+';
const LLAMA3 = `${CONTRACTIONS}|${LETTERS}|\\p{N}{1,3}|${REST}`;
const QWEN2 = `${CONTRACTIONS}|${LETTERS}|\\p{N}|${REST}`;
const UPPER = '[\\p{Lu}\\p{Lt}\\p{Lm}\\p{Lo}\\p{M}]';
const LOWER = '[\\p{Ll}\\p{Lm}\\p{Lo}\\p{M}]';
const BEFORE = '[^\\r\\n\\p{L}\\p{N}]?';
const TEKKEN = `${BEFORE}${UPPER}*${LOWER}+|${BEFORE}${UPPER}+${LOWER}*|\\p{N}|${REST_WITH_SLASH}`;
const O200K = `${BEFORE}${UPPER}*${LOWER}+${CONTRACTIONS}?|${BEFORE}${UPPER}+${LOWER}*${CONTRACTIONS}?|\\p{N}{1,3}|${REST_WITH_SLASH}`;
const GPT2 = "'s|'t|'re|'ve|'m|'ll|'d| ?\\p{L}+| ?\\p{N}+| ?[^\\s\\p{L}\\p{N}]+|\\s+(?!\\S)";

/** Those that are known, by the names that files have for them. */
export const PRE_TOKENIZERS: readonly PreTokenizer[] = [
  {
    names: ['llama-bpe', 'llama3', 'llama-v3', 'falcon3', 'pixtral'],
    parts: patterns(LLAMA3),
    ignoreMerges: true,
    addBos: true,
  },
  { names: ['smaug-bpe', 'dbrx'], parts: patterns(LLAMA3) },
  { names: ['qwen2', 'deepseek-r1-qwen'], parts: patterns(QWEN2), normalizer: { type: 'NFC' } },
  { names: ['tekken'], parts: patterns(TEKKEN), ignoreMerges: true, addBos: true },
  { names: ['gpt-4o', 'llama4'], parts: patterns(O200K) },
  { names: ['gpt-2', 'mpt', 'olmo', 'jais', 'phi-2', 'gigachat'], parts: [byteLevel(true)] },
  {
    names: ['smollm', 'starcoder', 'refact', 'command-r', 'codeshell', 'exaone', 'minerva-7b'],
    parts: [{ type: 'Digits', individual_digits: true }, byteLevel(true)],
  },
  {
    names: ['default'],
    parts: patterns('[\\p{P}\\$\\+<=>\\^~\\|]+', GPT2, '\\p{N}+', '[0-9][0-9][0-9]'),
  },
];

export function preTokenizer(name: string): PreTokenizer | null {
  return PRE_TOKENIZERS.find(({ names }) => names.includes(name)) ?? null;
}
