import type { Crowd, CrowdRequest, PrefixPart } from '../crowd.ts';
import { longestOf } from './lengths.ts';

/** What brings a crowd's lengths into a model's context. */
export interface LengthScale {
  /** 1 where they fit as they are. */
  readonly scale: number;
  /** Tokens of the longest request that can come, as drawn. */
  readonly longest: number;
  /** Tokens that prompt and completion may have together. */
  readonly context: number;
  /** What was done, for whoever shows it; null where nothing was. */
  readonly words: string | null;
}

/** One factor for all lengths of a crowd, so that their order and ratios stay. `context`: positions of the model. */
export function scaleLengths(crowd: Crowd, context: number): LengthScale {
  const longest = longestRequest(crowd);
  if (longest <= context) return { scale: 1, longest, context, words: null };
  const scale = context / longest;
  const words = `lengths are scaled by ${scale.toPrecision(2)}, order and ratios kept: the longest request has ${longest} tokens, the model's context ${context}`;
  return { scale, longest, context, words };
}

/** A request of the crowd at that scale; at least one token each of prompt and completion. */
export function scaledRequest(request: CrowdRequest, { scale, context }: LengthScale): CrowdRequest {
  if (scale === 1) return request;
  const outputTokens = Math.max(1, Math.min(context - 1, Math.round(request.outputTokens * scale)));
  // Both may have been rounded up where they fill the context.
  const promptTokens = Math.max(
    1,
    Math.min(context - outputTokens, Math.round(request.promptTokens * scale)),
  );
  return {
    ...request,
    promptTokens,
    outputTokens,
    prefix: scaledPrefix(request.prefix, scale, promptTokens),
  };
}

/** Parts end where they ended, scaled: what requests shared before, they share still. */
function scaledPrefix(prefix: readonly PrefixPart[], scale: number, most: number): PrefixPart[] {
  let [end, before] = [0, 0];
  return prefix.flatMap(({ name, tokens }) => {
    end += tokens;
    const until = Math.min(most, Math.round(end * scale));
    const scaled = { name, tokens: until - before };
    before = until;
    return scaled.tokens > 0 ? [scaled] : [];
  });
}

function longestRequest({ arrivals, most, prompt, output, prefix }: Crowd): number {
  if (arrivals.kind !== 'trace') return longestOf(prompt) + longestOf(output) + (prefix?.tokens ?? 0);
  const rows = arrivals.rows.slice(0, most);
  return rows.reduce((longest, [, asked, answered]) => Math.max(longest, asked + answered), 0);
}
