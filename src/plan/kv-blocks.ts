/** Positions a KV block holds (NUMERICS and vLLM use the same). */
export const BLOCK_POSITIONS = 16;

/** Blocks that `positions` positions occupy. */
export function blocksFor(positions: number): number {
  return Math.ceil(positions / BLOCK_POSITIONS);
}
