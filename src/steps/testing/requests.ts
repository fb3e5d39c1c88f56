import type { NewRequest } from '../request.ts';

/** A prompt of tokens 0, 1, ... and no end but its length; `changes` says what a test is about. */
export function requestOf(
  id: string,
  promptTokens: number,
  maxNewTokens: number,
  changes: Partial<NewRequest> = {},
): NewRequest {
  const prompt = Array.from({ length: promptTokens }, (_, i) => i);
  return { id, prompt, maxNewTokens, stopTokens: [], arrival: { step: 0 }, ...changes };
}

/** Tokens that no other prompt of a test begins with. */
export function promptOf(first: number, length: number): number[] {
  return Array.from({ length }, (_, i) => 1000 * first + i);
}
