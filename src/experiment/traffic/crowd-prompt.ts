import type { CrowdRequest } from '../crowd.ts';
import { generateNoise } from '../noise.ts';
import { createRandom } from '../random.ts';
import { question } from './question.ts';
import { mixedSeed } from './variates.ts';

/** What prompts are written with. */
export interface PromptWriter {
  /** Token ids of a text, without bos. */
  readonly encode: (text: string) => readonly number[];
  /** What every prompt begins with: the model's bos, or nothing. */
  readonly bos: readonly number[];
}

/**
 * The prompt of a crowd's request, of exactly `promptTokens` ids with bos: what it shares, then what is its own. The same request gives the
 * same ids. Throws RangeError where the encoder gives too few tokens for a text.
 */
export function crowdPrompt(request: CrowdRequest, writer: PromptWriter): readonly number[] {
  const { promptTokens, prefix } = request;
  const shared = prefix.flatMap(({ name, tokens }) => sharedText(name, tokens, writer));
  const head = [...writer.bos, ...shared].slice(0, promptTokens);
  const tokens = promptTokens - head.length;
  return tokens === 0 ? head : [...head, ...ownText(request, tokens, writer)];
}

/** By its name alone, whoever asks; a longer one begins with a shorter one of the same name. */
function sharedText(name: string, tokens: number, writer: PromptWriter): readonly number[] {
  const seed = [...name].reduce((mixed, letter) => mixedSeed(mixed, letter.codePointAt(0)!), 0);
  return questionTokens(seed, tokens, writer).slice(0, tokens);
}

/** A question is cut in front: it ends as it was meant to, and the model is to answer. */
function ownText({ kind, seed }: CrowdRequest, tokens: number, writer: PromptWriter): readonly number[] {
  if (kind !== null) return generateNoise({ kind, seed, tokens }, writer.encode).tokens;
  return questionTokens(seed, tokens, writer).slice(-tokens);
}

/** One question after another until there are as many tokens. */
function questionTokens(seed: number, least: number, { encode }: PromptWriter): number[] {
  const random = createRandom(seed);
  const tokens: number[] = [];
  while (tokens.length < least) {
    const more = encode(question(random));
    if (more.length === 0)
      throw new RangeError(`expected ${least} tokens of questions, the encoder gives ${tokens.length}`);
    tokens.push(...more);
  }
  return tokens;
}
