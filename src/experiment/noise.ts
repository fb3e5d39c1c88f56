import { codeAndLogs } from './noise/code-and-logs.ts';
import { instructionOverride } from './noise/instruction-override.ts';
import { randomCharacters } from './noise/random-characters.ts';
import { spam } from './noise/spam.ts';
import { vague } from './noise/vague.ts';
import { createRandom, type Random } from './random.ts';
import type { NoiseKind } from './schema.ts';

/** What to imitate, and exactly how many tokens of it. */
export interface NoiseSpec {
  readonly kind: NoiseKind;
  readonly seed: number;
  readonly tokens: number;
}

export interface Noise {
  /** The text that was encoded; its end may lie past the last token kept. */
  readonly text: string;
  /** Exactly `tokens` token ids, without bos: what to feed. */
  readonly tokens: readonly number[];
}

/** Each call gives the next piece of text: a line, a message, a paste. */
export type PieceGenerator = (random: Random) => string;

const GENERATORS: Readonly<Record<NoiseKind, PieceGenerator>> = {
  'random-characters': randomCharacters,
  'code-and-logs': codeAndLogs,
  vague,
  spam,
  'instruction-override': instructionOverride,
};

/** Above what any tokenizer averages: a text longer than this says that the encoder gives no tokens. */
const CHARACTERS_PER_TOKEN = 64;

/**
 * Junk that reads as if people had sent it, cut to an exact number of tokens. The same spec and encoder give the same ids.
 * `encode` must add no bos. Throws RangeError where the encoder gives too few tokens for the text to ever suffice.
 */
export function generateNoise(spec: NoiseSpec, encode: (text: string) => readonly number[]): Noise {
  const random = createRandom(spec.seed);
  const piece = GENERATORS[spec.kind];
  const longest = CHARACTERS_PER_TOKEN * (spec.tokens + 16);
  let text = piece(random);
  let tokens = encode(text);
  while (tokens.length < spec.tokens) {
    if (text.length > longest) {
      throw new RangeError(
        `noise ${spec.kind}: expected ${spec.tokens} tokens, the encoder gives ${tokens.length} for ${text.length} characters`,
      );
    }
    text += `\n${piece(random)}`;
    tokens = encode(text);
  }
  return { text, tokens: tokens.slice(0, spec.tokens) };
}
