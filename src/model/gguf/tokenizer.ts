import { JsonError, parseJson } from '../../experiment/read-json.ts';
import { tokensOf } from '../config.ts';
import type { EndToken } from '../end-tokens.ts';
import { ModelError, shown } from '../model-error.ts';
import type { GgufMetadata } from './header.ts';
import { Metadata } from './metadata.ts';
import { PRE_TOKENIZERS, type PreTokenizer, preTokenizer } from './pre-tokenizers.ts';
import { mergesOfScores, pieceParts } from './sentencepiece.ts';

/** What the tokenizer's two files would hold. */
export interface TokenizerFiles {
  /** tokenizer.json. */
  readonly json: unknown;
  /** tokenizer_config.json: begin and end tokens, and the chat template. */
  readonly settings: unknown;
}

/** `tokenizer.ggml.token_type`. */
export const TOKEN_TYPE = { normal: 1, unknown: 2, control: 3, userDefined: 4, unused: 5, byte: 6 } as const;

/** tokenizer.json itself, which some files carry. */
export const WHOLE_FILE = 'tokenizer.huggingface.json';

/** Characters of a piece: SentencePiece's own have 16, unless it was told otherwise. */
const MOST_PIECE = 1_000;

/** Tokens that end a text beside `eos`, as llama.cpp reads them. */
const ENDS = ['eos', 'eot', 'eom'] as const;

/**
 * The tokenizer of a GGUF file: a tokenizer.json that it carries or, of kinds `gpt2` and `llama`, one made of its vocabulary. Adds to `notes` what
 * its reader should know. Throws ModelError naming the key for another kind, an unknown pre-tokenizer, and lists that do not fit together.
 */
export function readTokenizer(values: GgufMetadata, where: string, notes: string[]): TokenizerFiles {
  const metadata = new Metadata(values, where);
  const whole = metadata.optionalText(WHOLE_FILE);
  const kind = metadata.text('tokenizer.ggml.model');
  if (whole !== undefined)
    return { json: parsed(whole, where), settings: settingsOf(metadata, vocabularyOf(metadata), undefined) };
  if (kind === 'gpt2') return readBytePairs(metadata, notes);
  if (kind === 'llama') return readPieces(metadata);
  throw new ModelError(where, `tokenizer.ggml.model: expected "gpt2" or "llama", found ${shown(kind)}`);
}

/** Tokens that end a request, each with the keys that say so. Adds to `notes` which it left out, since the vocabulary has none of that id. */
export function endTokensOf(
  values: GgufMetadata,
  vocabSize: number,
  where: string,
  notes: string[],
): EndToken[] {
  const metadata = new Metadata(values, where);
  const found = new Map<number, string[]>();
  for (const end of ENDS) {
    const key = `tokenizer.ggml.${end}_token_id`;
    const said = metadata.optionalNumber(key);
    if (said !== undefined && !Number.isInteger(said)) metadata.refuse(key, 'a token id', said);
    for (const token of tokensOf(said, vocabSize, key, notes))
      found.set(token, [...(found.get(token) ?? []), key]);
  }
  return [...found].map(([token, from]) => ({ token, from }));
}

interface Vocabulary {
  readonly tokens: readonly string[];
  readonly types: ArrayLike<number>;
}

function vocabularyOf(metadata: Metadata): Vocabulary {
  const key = 'tokenizer.ggml.tokens';
  const tokens = metadata.optionalTexts(key) ?? metadata.refuse(key, 'an array of texts', undefined);
  const types =
    metadata.optionalNumbers('tokenizer.ggml.token_type', tokens.length) ??
    tokens.map(() => TOKEN_TYPE.normal);
  return { tokens, types };
}

function readBytePairs(metadata: Metadata, notes: string[]): TokenizerFiles {
  const vocabulary = vocabularyOf(metadata);
  const name = metadata.optionalText('tokenizer.ggml.pre');
  if (name === undefined)
    notes.push(
      'tokenizer.ggml.pre is missing: texts are cut as llama.cpp\'s "default" does, which may be otherwise than the model was trained with',
    );
  const pre = preTokenizer(name ?? 'default');
  if (pre === null) {
    const known = PRE_TOKENIZERS.flatMap(({ names }) => names).join(', ');
    metadata.refuse('tokenizer.ggml.pre', `one of ${known}`, name);
  }
  const merges =
    metadata.optionalTexts('tokenizer.ggml.merges') ??
    metadata.refuse('tokenizer.ggml.merges', 'an array of texts', undefined);
  return {
    json: bytePairJson(vocabulary, merges, pre),
    settings: settingsOf(metadata, vocabulary, pre.addBos),
  };
}

function bytePairJson(vocabulary: Vocabulary, merges: readonly string[], pre: PreTokenizer): unknown {
  return {
    added_tokens: addedTokens(vocabulary, (text) => text),
    normalizer: pre.normalizer ?? null,
    pre_tokenizer: { type: 'Sequence', pretokenizers: pre.parts },
    decoder: { type: 'ByteLevel' },
    model: { type: 'BPE', vocab: idsOf(vocabulary.tokens), merges, ignore_merges: pre.ignoreMerges ?? false },
  };
}

function readPieces(metadata: Metadata): TokenizerFiles {
  const vocabulary = vocabularyOf(metadata);
  const { tokens, types } = vocabulary;
  const key = 'tokenizer.ggml.scores';
  const scores =
    metadata.optionalNumbers(key, tokens.length) ?? metadata.refuse(key, 'an array of numbers', undefined);
  const joins = (id: number) => types[id] === TOKEN_TYPE.normal || types[id] === TOKEN_TYPE.userDefined;
  checkPieces(metadata, tokens, scores, joins);
  const unknown = Array.prototype.indexOf.call(types, TOKEN_TYPE.unknown);
  const json = {
    added_tokens: addedTokens(vocabulary, (text) => text.replaceAll('▁', ' ')),
    ...pieceParts(metadata.optionalFlag('tokenizer.ggml.add_space_prefix') ?? true),
    model: {
      type: 'BPE',
      vocab: idsOf(tokens),
      merges: mergesOfScores(tokens, scores, joins),
      byte_fallback: Array.prototype.includes.call(types, TOKEN_TYPE.byte),
      fuse_unk: true,
      ...(unknown >= 0 && { unk_token: tokens[unknown] }),
    },
  };
  return { json, settings: settingsOf(metadata, vocabulary, true) };
}

/** Scores are put in order, and every way to cut a piece in two is looked at. */
function checkPieces(
  metadata: Metadata,
  tokens: readonly string[],
  scores: ArrayLike<number>,
  joins: (id: number) => boolean,
): void {
  tokens.forEach((token, id) => {
    if (Number.isNaN(scores[id])) metadata.refuse(`tokenizer.ggml.scores[${id}]`, 'a number', scores[id]);
    if (token.length > MOST_PIECE && joins(id))
      metadata.refuse(`tokenizer.ggml.tokens[${id}]`, `at most ${MOST_PIECE} characters`, token.length);
  });
}

/** As llama.cpp has it, the last of those of one spelling. */
function idsOf(tokens: readonly string[]): Record<string, number> {
  // Without a prototype, whose names may be tokens.
  const ids: Record<string, number> = Object.create(null);
  tokens.forEach((token, id) => {
    ids[token] = id;
  });
  return ids;
}

function addedTokens({ tokens, types }: Vocabulary, textOf: (token: string) => string): object[] {
  return tokens.flatMap((token, id) => {
    const special = types[id] === TOKEN_TYPE.control || types[id] === TOKEN_TYPE.unknown;
    if (token === '' || (!special && types[id] !== TOKEN_TYPE.userDefined)) return [];
    const flags = { single_word: false, lstrip: false, rstrip: false, normalized: false, special };
    return [{ id, content: special ? token : textOf(token), ...flags }];
  });
}

/** `addBos`: where the file does not say; left out: the tokenizer.json does. */
function settingsOf(metadata: Metadata, { tokens }: Vocabulary, addBos: boolean | undefined): unknown {
  const named = (name: 'bos' | 'eos') => {
    const id = metadata.optionalNumber(`tokenizer.ggml.${name}_token_id`);
    return id === undefined ? undefined : tokens[id];
  };
  const bos = named('bos');
  const asked = metadata.optionalFlag('tokenizer.ggml.add_bos_token') ?? addBos;
  return {
    bos_token: bos,
    eos_token: named('eos'),
    add_bos_token: asked && bos === undefined ? false : asked,
    add_eos_token: metadata.optionalFlag('tokenizer.ggml.add_eos_token'),
    chat_template: metadata.optionalText('tokenizer.chat_template'),
  };
}

function parsed(text: string, where: string): unknown {
  try {
    return parseJson(text);
  } catch (cause) {
    if (!(cause instanceof JsonError)) throw cause;
    throw new ModelError(`${where}: ${WHOLE_FILE}`, cause.message, { cause });
  }
}
