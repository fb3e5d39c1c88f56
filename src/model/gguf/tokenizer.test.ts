import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { ModelConfig } from '../model-config.ts';
import { awkwardTexts } from '../testing/awkward-texts.ts';
import { publishedTokenizers } from '../testing/published-tokenizers.ts';
import { tokenizerFamilies } from '../testing/tokenizer-families.ts';
import { createTokenizer } from '../tokenizer.ts';
import { type GgufHeader, readHeader } from './header.ts';
import { PRE_TOKENIZERS } from './pre-tokenizers.ts';
import { mergesOfScores } from './sentencepiece.ts';
import { rawGguf } from './testing/files.ts';
import { endTokensOf, readTokenizer, WHOLE_FILE } from './tokenizer.ts';
import type { Entry } from './write/entries.ts';
import { tokenizerEntries } from './write/tokenizer-entries.ts';

const TEXTS = awkwardTexts();
const CONFIG = { vocabSize: 1_000_000, bosToken: null } as ModelConfig;
const SPECIAL = { bos: null, ends: [], addBos: false };

interface Json {
  readonly model: { readonly vocab: Readonly<Record<string, number>> };
  readonly added_tokens: readonly { readonly id: number; readonly content: string }[];
}

/** Files do not say which white space an added token takes in. */
function plain(json: object): Json {
  const { added_tokens, ...rest } = json as Json;
  return {
    ...rest,
    added_tokens: added_tokens.map((token) => ({
      ...token,
      rstrip: false,
      lstrip: false,
      normalized: false,
    })),
  };
}

function sizeOf({ model, added_tokens }: Json): number {
  return Math.max(...Object.values(model.vocab), ...added_tokens.map(({ id }) => id)) + 1;
}

function metadataOf(entries: Iterable<readonly [string, Entry]>) {
  const bytes = rawGguf({ entries: [...entries] });
  return (readHeader(bytes, bytes.length, 'm') as GgufHeader).metadata;
}

function written(
  json: unknown,
  vocabSize: number,
  special: Parameters<typeof tokenizerEntries>[2] = SPECIAL,
) {
  const notes: string[] = [];
  return { entries: tokenizerEntries({ json, settings: {} }, vocabSize, special, notes), notes };
}

/** They are trained when they are asked for. */
const FAMILIES = [...tokenizerFamilies(), ...publishedTokenizers()];
const family = (name: string) => FAMILIES.find((each) => each.name === name)!;

describe('a vocabulary in the keys of llama.cpp', () => {
  it.each([
    ['GPT-2', 'gpt-2'],
    ['Llama 3', 'llama-bpe'],
    ['Qwen 2', 'qwen2'],
    ['GPT-4o', 'gpt-4o'],
    ['SmolLM', 'smollm'],
    ['GPT-2 as published', 'gpt-2'],
    ['Mistral as published', undefined],
  ])('%s has the ids of its tokenizer.json', (name, pre) => {
    const json = plain(family(name).json);
    const { entries, notes } = written(json, sizeOf(json));
    expect(notes).toEqual([]);
    expect(entries.get('tokenizer.ggml.pre')?.value).toBe(pre);
    entries.delete(WHOLE_FILE);
    const read = readTokenizer(metadataOf(entries), 'm', []);
    const own = createTokenizer(json, {}, CONFIG, 'own');
    const found = createTokenizer(read.json, read.settings, CONFIG, 'gguf');
    for (const text of TEXTS) {
      const ids = own.encode(text);
      expect({ text, ids: found.encode(text) }).toEqual({ text, ids });
      expect(found.decode(ids)).toBe(own.decode(ids));
    }
  });

  it('is the whole tokenizer.json where the file carries it: nano cuts texts as llama.cpp has no name for', () => {
    const json = JSON.parse(readFileSync('public/models/nano/tokenizer.json', 'utf8'));
    const { entries, notes } = written(json, 1024, { bos: 1, ends: [2], addBos: true });
    expect(notes).toEqual([
      expect.stringContaining('llama.cpp has no name for how this tokenizer cuts texts'),
    ]);
    const read = readTokenizer(metadataOf(entries), 'm', []);
    expect(read.json).toEqual(json);
    const config = { vocabSize: 1024, bosToken: 1 } as ModelConfig;
    const own = createTokenizer(json, {}, config, 'own');
    const found = createTokenizer(read.json, read.settings, config, 'gguf');
    expect(TEXTS.map((text) => found.encode(text))).toEqual(TEXTS.map((text) => own.encode(text)));
  });
});

const TOKENS: readonly (readonly [string, Entry])[] = [
  ['tokenizer.ggml.model', { type: 'string', value: 'gpt2' }],
  ['tokenizer.ggml.tokens', { type: 'strings', value: ['a', 'b', 'ab', '<s>', '<tool>', '</s>'] }],
  ['tokenizer.ggml.token_type', { type: 'i32s', value: [1, 1, 1, 3, 4, 3] }],
  ['tokenizer.ggml.merges', { type: 'strings', value: ['a b'] }],
  ['tokenizer.ggml.pre', { type: 'string', value: 'llama-bpe' }],
  ['tokenizer.ggml.bos_token_id', { type: 'u32', value: 3 }],
  ['tokenizer.ggml.eos_token_id', { type: 'u32', value: 5 }],
  ['tokenizer.ggml.eot_token_id', { type: 'u32', value: 4 }],
  ['tokenizer.chat_template', { type: 'string', value: '{{ messages }}' }],
];
const changed = (key: string, entry: Entry | null) =>
  metadataOf([...TOKENS.filter(([own]) => own !== key), ...(entry ? [[key, entry] as const] : [])]);

describe('readTokenizer', () => {
  it('feeds the begin token where the pre-tokenizer or the file asks for it, and hands the chat template on', () => {
    const read = readTokenizer(metadataOf(TOKENS), 'm', []);
    expect(read.settings).toMatchObject({
      bos_token: '<s>',
      eos_token: '</s>',
      chat_template: '{{ messages }}',
    });
    const tokenizer = createTokenizer(read.json, read.settings, { ...CONFIG, bosToken: 3 }, 'm');
    expect(tokenizer.encode('ab<tool>')).toEqual([3, 2, 4]);
    // A control token is no text; one that a user defined is.
    expect(tokenizer.decode([3, 2, 4, 5])).toBe('ab<tool>');
    const asked = changed('tokenizer.ggml.add_bos_token', { type: 'bool', value: false });
    const none = readTokenizer(asked, 'm', []);
    expect(createTokenizer(none.json, none.settings, { ...CONFIG, bosToken: 3 }, 'm').encode('ab')).toEqual([
      2,
    ]);
  });

  it('ends a request by each of the tokens that the file names', () => {
    const notes: string[] = [];
    expect(endTokensOf(metadataOf(TOKENS), 6, 'm', notes)).toEqual([
      { token: 5, from: ['tokenizer.ggml.eos_token_id'] },
      { token: 4, from: ['tokenizer.ggml.eot_token_id'] },
    ]);
    expect(notes).toEqual([]);
    expect(endTokensOf(metadataOf(TOKENS), 5, 'm', notes)).toHaveLength(1);
    expect(notes).toEqual([
      'tokenizer.ggml.eos_token_id is 5, vocab_size 5: no such token, so it is left out',
    ]);
  });

  it.each([
    [-1, []],
    [2 ** 31 - 1, []],
    [2, [2]],
  ])('ends at no token that the vocabulary lacks: %s', (value, tokens) => {
    const metadata = new Map([['tokenizer.ggml.eom_token_id', value]]);
    const notes: string[] = [];
    expect(endTokensOf(metadata, 6, 'm', notes).map(({ token }) => token)).toEqual(tokens);
    expect(notes).toHaveLength(1 - tokens.length);
  });

  it.each([1.5, Number.NaN])('takes %s for no token', (value) => {
    expect(() => endTokensOf(new Map([['tokenizer.ggml.eot_token_id', value]]), 6, 'm', [])).toThrow(
      `m: tokenizer.ggml.eot_token_id: expected a token id, found ${value}`,
    );
  });

  it('says that texts are cut as by default where the file does not say how', () => {
    const notes: string[] = [];
    readTokenizer(changed('tokenizer.ggml.pre', null), 'm', notes);
    expect(notes).toEqual([expect.stringContaining('tokenizer.ggml.pre is missing')]);
  });

  it.each<[string, Entry | null, RegExp]>([
    [
      'tokenizer.ggml.model',
      { type: 'string', value: 't5' },
      /tokenizer\.ggml\.model: expected "gpt2" or "llama", found "t5"/,
    ],
    [
      'tokenizer.ggml.model',
      { type: 'string', value: 'llama' },
      /tokenizer\.ggml\.scores: expected an array of numbers, found none/,
    ],
    [
      'tokenizer.ggml.pre',
      { type: 'string', value: 'bloom' },
      /tokenizer\.ggml\.pre: expected one of llama-bpe, .*, found "bloom"/,
    ],
    ['tokenizer.ggml.tokens', null, /tokenizer\.ggml\.tokens: expected an array of texts, found none/],
    [
      'tokenizer.ggml.tokens',
      { type: 'i32s', value: [1] },
      /tokenizer\.ggml\.tokens: expected an array of texts/,
    ],
    [
      'tokenizer.ggml.token_type',
      { type: 'i32s', value: [1] },
      /tokenizer\.ggml\.token_type: expected 6 numbers, found 1/,
    ],
    ['tokenizer.ggml.merges', null, /tokenizer\.ggml\.merges: expected an array of texts, found none/],
    [WHOLE_FILE, { type: 'string', value: '{"model": ' }, /tokenizer\.huggingface\.json/],
  ])('refuses %s %j', (key, entry, message) => {
    expect(() => readTokenizer(changed(key, entry), 'm', [])).toThrow(message);
  });

  it('knows each name once', () => {
    const names = PRE_TOKENIZERS.flatMap((each) => each.names);
    expect(new Set(names).size).toBe(names.length);
  });
});

it.each<[string, Entry, string]>([
  [
    'tokenizer.ggml.scores',
    { type: 'f32s', value: [0, 0, Number.NaN, 0, 0, 0] },
    'm: tokenizer.ggml.scores[2]: expected a number, found NaN',
  ],
  [
    'tokenizer.ggml.tokens',
    { type: 'strings', value: ['a', 'b'.repeat(1_001), 'c', '<s>', '<tool>', '</s>'] },
    'm: tokenizer.ggml.tokens[1]: expected at most 1000 characters, found 1001',
  ],
])('pieces are put in order by their scores: refuses %s', (key, entry, message) => {
  const pieces = new Map<string, Entry>([
    ...TOKENS,
    ['tokenizer.ggml.model', { type: 'string', value: 'llama' }],
    ['tokenizer.ggml.scores', { type: 'f32s', value: [0, 0, 0, 0, 0, 0] }],
    [key, entry],
  ]);
  expect(() => readTokenizer(metadataOf(pieces), 'm', [])).toThrow(message);
});

it('merges of scores are all ways to make a piece, the greatest score first', () => {
  const tokens = ['a', 'b', 'ab', 'ba', 'aba', '<s>'];
  const scores = [-9, -9, -1, -0.5, -2, 0];
  expect(mergesOfScores(tokens, scores, (id) => id < 5)).toEqual([
    ['b', 'a'],
    ['a', 'b'],
    ['a', 'ba'],
    ['ab', 'a'],
  ]);
});
