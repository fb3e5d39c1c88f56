/** Positions a KV block holds (NUMERICS and vLLM use the same). */
export const BLOCK_POSITIONS = 16;

/** Positions of the longest request that `promptTokens` and `newTokens` allow: the last new token is sampled, but never fed. */
export function positionsFor(promptTokens: number, newTokens: number): number {
  return promptTokens + newTokens - 1;
}

/** Tokens of the longest prompt that leaves room for `newTokens` in so many positions. */
export function longestPrompt(positions: number, newTokens: number): number {
  return positions - newTokens + 1;
}

/** Blocks that `positions` positions occupy. */
export function blocksFor(positions: number): number {
  return Math.ceil(positions / BLOCK_POSITIONS);
}
