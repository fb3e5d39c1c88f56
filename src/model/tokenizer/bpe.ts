import { z } from 'zod';
import { ModelError, parseField, shown } from '../model-error.ts';
import { flag, textField } from './component.ts';
import { Merges } from './merge.ts';
import { byteTokens, readVocabulary, unknownToken, type VocabularyModel } from './vocabulary.ts';

const schema = z.looseObject(
  {
    dropout: z.number('a number').nullish(),
    unk_token: textField.nullish(),
    continuing_subword_prefix: textField.nullish(),
    end_of_word_suffix: textField.nullish(),
    fuse_unk: flag.nullish(),
    byte_fallback: flag.nullish(),
    ignore_merges: flag.nullish(),
  },
  'an object',
);

/** Merges that are read, four times those of the largest published tokenizers: more would take minutes and gigabytes. */
const MOST_MERGES = 1_048_576;
/** Words whose tokens are kept, and their greatest length, as the reference library has them. */
const CACHED = { words: 10_000, length: 256 };

/**
 * Byte pair encoding. A character without a token becomes its bytes' tokens where `byte_fallback` says so, else the
 * unknown token. Where there is none, `lacks` makes the error: the reference library would drop the character.
 * Throws ModelError naming the field that is malformed, and for merges of tokens that the vocabulary lacks.
 */
export function readBpe(
  json: unknown,
  at: string,
  lacks: (character: string) => ModelError,
): VocabularyModel {
  const fields = parseField(schema, json, at);
  const vocabulary = readVocabulary(json, at);
  const prefix = fields.continuing_subword_prefix ?? '';
  const suffix = fields.end_of_word_suffix ?? '';
  const merges = readMerges(json, vocabulary, prefix, at);
  const unknown = fields.unk_token == null ? null : unknownToken(fields.unk_token, vocabulary, at);
  const fallback = fields.byte_fallback ? byteTokens(vocabulary) : null;
  const cache = new Map<string, readonly number[]>();

  const symbolsOf = (word: string): number[] => {
    const symbols: number[] = [];
    /** As in the reference library, an unknown token waits for the next that is known, or for the word's end. */
    let waiting = false;
    const characters = Array.from(word);
    for (const [i, letter] of characters.entries()) {
      const symbol = `${i === 0 ? '' : prefix}${letter}${i === characters.length - 1 ? suffix : ''}`;
      const token = vocabulary.get(symbol);
      const bytes = token === undefined ? fallback?.(symbol) : undefined;
      if (token !== undefined) {
        if (waiting) symbols.push(unknown!);
        waiting = false;
        symbols.push(token);
      } else if (bytes) {
        symbols.push(...bytes);
      } else {
        if (unknown === null) throw lacks(letter);
        if (waiting && !fields.fuse_unk) symbols.push(unknown);
        waiting = true;
      }
    }
    if (waiting) symbols.push(unknown!);
    return symbols;
  };

  const tokenize = (word: string): readonly number[] => {
    const whole = fields.ignore_merges ? vocabulary.get(word) : undefined;
    if (whole !== undefined) return [whole];
    const known = cache.get(word);
    if (known !== undefined) return known;
    const tokens = merges.apply(symbolsOf(word));
    if (word.length < CACHED.length && cache.size < CACHED.words) cache.set(word, tokens);
    return tokens;
  };
  const notes = fields.dropout
    ? [`model.dropout ${fields.dropout} is for training, so it is not applied`]
    : [];
  return { vocabulary, tokenize, notes };
}

const EXPECTED = 'expected a pair of tokens';

function readMerges(
  json: unknown,
  vocabulary: ReadonlyMap<string, number>,
  prefix: string,
  at: string,
): Merges {
  const list = (json as { merges?: unknown }).merges;
  if (!Array.isArray(list)) throw new ModelError(at, `merges: expected an array, found ${shown(list)}`);
  if (list.length > MOST_MERGES) {
    throw new ModelError(at, `merges: expected at most ${MOST_MERGES}, found ${list.length}`);
  }
  const merges = new Merges();
  for (const [i, entry] of list.entries()) {
    if (typeof entry === 'string' && entry.startsWith('#version')) continue;
    const pair: unknown = typeof entry === 'string' ? entry.split(' ') : entry;
    if (!isPair(pair)) throw new ModelError(at, `merges.${i}: ${EXPECTED}, found ${shown(entry)}`);
    const [left, right] = pair;
    const result = left + (right.startsWith(prefix) ? right.slice(prefix.length) : right);
    const ids = [left, right, result].map((token) => vocabulary.get(token));
    const lacking = ids.indexOf(undefined);
    if (lacking >= 0) {
      const token = shown([left, right, result][lacking]);
      throw new ModelError(at, `merges.${i}: expected tokens of the vocabulary, found ${token}`);
    }
    merges.add(ids[0]!, ids[1]!, ids[2]!);
  }
  return merges;
}

function isPair(value: unknown): value is [string, string] {
  if (!Array.isArray(value) || value.length !== 2) return false;
  const [left, right]: unknown[] = value;
  return typeof left === 'string' && typeof right === 'string';
}
