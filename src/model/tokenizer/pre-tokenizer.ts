import { z } from 'zod';
import { ModelError } from '../model-error.ts';
import { character, flag, made, type PartReader, partReader, readParts, textField } from './component.ts';
import {
  type Behavior,
  behaviorField,
  cut,
  cutsStart,
  type Finder,
  finderOf,
  literalFinder,
  ownFinder,
  patternField,
} from './pattern.ts';
import { inSequence } from './sequence.ts';
import { byteCharacters } from './token-text.ts';

/** A part of the text; `first`: the text begins with it. */
export interface Piece {
  readonly text: string;
  readonly first: boolean;
}

/** Cuts pieces into smaller ones, which the vocabulary's model takes one by one. */
export type PreTokenizer = (pieces: readonly Piece[]) => readonly Piece[];

const NUMERIC = /\p{N}/gu;
const WHITE_SPACE = /\p{White_Space}/gu;
/** Unicode's punctuation and ASCII's, which has signs that Unicode counts among symbols. */
const PUNCTUATION = /[\p{P}!-/:-@[-`{-~]/gu;
/** Words, and runs of what is neither word nor white space. */
const WORDS =
  /[\p{Alphabetic}\p{M}\p{Nd}\p{Pc}\p{Join_Control}]+|[^\p{Alphabetic}\p{M}\p{Nd}\p{Pc}\p{Join_Control}\p{White_Space}]+/gu;
/** GPT-2's pattern (openai/gpt-2, `encoder.py`), with Unicode's white space rather than JavaScript's. */
const GPT2 =
  /'s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\p{White_Space}\p{L}\p{N}]+|\p{White_Space}+(?!\P{White_Space})|\p{White_Space}+/gu;

/** A pre-tokenizer as the reference library has it. */
export const readPreTokenizer: PartReader<PreTokenizer> = partReader('a pre-tokenizer', {
  Sequence: (json, place) => {
    const parts = readParts(json, 'pretokenizers', place, readPreTokenizer);
    return inSequence(parts, sizeOf, place.at);
  },
  ByteLevel: made(z.looseObject({ add_prefix_space: flag, use_regex: flag.default(true) }), (fields) => {
    const gpt2 = ownFinder(GPT2);
    return each(({ text }) => {
      const prefixed = fields.add_prefix_space && !text.startsWith(' ') ? ` ${text}` : text;
      return (fields.use_regex ? cut(prefixed, gpt2(prefixed), 'Isolated') : [prefixed]).map(byteCharacters);
    });
  }),
  Split: made(
    z.looseObject({ pattern: patternField, behavior: behaviorField, invert: flag }),
    ({ pattern, behavior, invert }, place) => splitter(finderOf(pattern, place), behavior, invert),
  ),
  Digits: made(z.looseObject({ individual_digits: flag }), (fields) =>
    splitter(ownFinder(NUMERIC), fields.individual_digits ? 'Isolated' : 'Contiguous'),
  ),
  Punctuation: made(z.looseObject({ behavior: behaviorField.default('Isolated') }), ({ behavior }) =>
    splitter(ownFinder(PUNCTUATION), behavior),
  ),
  Whitespace: () => splitter(ownFinder(WORDS), 'Removed', true),
  WhitespaceSplit: () => splitter(ownFinder(WHITE_SPACE), 'Removed'),
  BertPreTokenizer: () => {
    const words = splitter(ownFinder(WHITE_SPACE), 'Removed');
    const marks = splitter(ownFinder(PUNCTUATION), 'Isolated');
    return (pieces) => marks(words(pieces));
  },
  CharDelimiterSplit: made(z.looseObject({ delimiter: character }), ({ delimiter }) =>
    splitter(literalFinder(delimiter), 'Removed'),
  ),
  FixedLength: made(
    z.looseObject({ length: z.int('a length').min(1, 'a length').default(5) }),
    ({ length }) => {
      return each(({ text }) => chunks(Array.from(text), length).map((chunk) => chunk.join('')));
    },
  ),
  Metaspace: made(
    z.looseObject({
      replacement: character,
      add_prefix_space: flag.nullish(),
      prepend_scheme: z.enum(['first', 'never', 'always'], 'first, never or always').default('always'),
      split: flag.nullish(),
      str_rep: textField.nullish(),
    }),
    ({ replacement, add_prefix_space, prepend_scheme, split }, { at }) => {
      if (add_prefix_space === false && prepend_scheme !== 'never') {
        throw new ModelError(at, `expected prepend_scheme "never" beside add_prefix_space false`);
      }
      const find = literalFinder(replacement);
      return each(({ text, first }) => {
        const joined = text.replaceAll(' ', replacement);
        const wanted = prepend_scheme === 'always' || (prepend_scheme === 'first' && first);
        const whole = wanted && !joined.startsWith(replacement) ? replacement + joined : joined;
        return (split ?? true) ? cut(whole, find(whole), 'MergedWithNext') : [whole];
      });
    },
  ),
});

function sizeOf(pieces: readonly Piece[]): number {
  return pieces.reduce((size, { text }) => size + text.length + 1, 0);
}

function splitter(find: Finder, behavior: Behavior, invert = false): PreTokenizer {
  return (pieces) =>
    pieces.flatMap(({ text, first }) => {
      const spans = find(text);
      const begins = first && !cutsStart(spans, behavior, invert);
      return cut(text, spans, behavior, invert).map((part, i) => ({ text: part, first: begins && i === 0 }));
    });
}

/** Cuts each piece by itself, leaving nothing out. */
function each(split: (piece: Piece) => readonly string[]): PreTokenizer {
  return (pieces) => {
    const parts: Piece[] = [];
    for (const piece of pieces) {
      let { first } = piece;
      for (const text of split(piece)) {
        if (text === '') continue;
        parts.push({ text, first });
        first = false;
      }
    }
    return parts;
  };
}

function chunks<Item>(items: readonly Item[], length: number): Item[][] {
  return Array.from({ length: Math.ceil(items.length / length) }, (_, i) =>
    items.slice(i * length, (i + 1) * length),
  );
}
