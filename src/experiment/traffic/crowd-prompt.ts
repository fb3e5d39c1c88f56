import type { CrowdRequest } from '../crowd.ts';
import { generateNoise } from '../noise.ts';
import { createRandom } from '../random.ts';
import { type GradedTask, gradedTask } from './graded-task.ts';
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
  const head = headOf(request, writer);
  const tokens = request.promptTokens - head.length;
  return tokens === 0 ? head : [...head, ...ownText(request, tokens, writer)];
}

/** What a crowd's request asks, and what would answer it; null where nobody can tell. */
export interface Asked {
  readonly promptTokens: readonly number[];
  readonly answer: Pick<GradedTask, 'answer' | 'scoring'> | null;
}

/**
 * The prompt of a request of a crowd that asks tasks: what it shares, then one task, in as many tokens as that takes. One that is longer than
 * the request may be is cut in front, and nobody grades it. Noise is as it always is.
 */
export function crowdTask(request: CrowdRequest, writer: PromptWriter): Asked {
  if (request.kind !== null) return { promptTokens: crowdPrompt(request, writer), answer: null };
  const head = headOf(request, writer);
  const room = request.promptTokens - head.length;
  const { prompt, ...answer } = gradedTask(createRandom(request.seed));
  const task = writer.encode(prompt);
  const fits = task.length <= room;
  const asked = fits ? task : task.slice(task.length - room);
  return { promptTokens: [...head, ...asked], answer: fits ? answer : null };
}

/** The model's beginning and what others share, as far as the prompt goes. */
function headOf({ promptTokens, prefix }: CrowdRequest, writer: PromptWriter): readonly number[] {
  const shared = prefix.flatMap(({ name, tokens }) => sharedText(name, tokens, writer));
  return [...writer.bos, ...shared].slice(0, promptTokens);
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
