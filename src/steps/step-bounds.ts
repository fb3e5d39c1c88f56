import type { ArmLimits } from './arm-spec.ts';
import { BLOCK_POSITIONS, blocksFor } from './kv-blocks.ts';
import { checkMoves } from './moves.ts';
import { rowCount, type StepPlan, type StepSlice, sampledOf } from './step-plan.ts';

/** Rows whose logits one step of an arm may give. */
export function mostSampled({ maxSampled, maxSequences, maxTokensPerStep }: ArmLimits): number {
  return Math.min(maxSampled ?? maxSequences, maxTokensPerStep);
}

/** Positions that a row of an arm may have for RoPE. */
export function mostPositions({ maxPositions, maxContext }: ArmLimits): number {
  return maxPositions ?? maxContext;
}

/** Whether a request of an arm may be longer than its pool: it goes on by eviction alone. */
export function mayOutgrow(limits: ArmLimits): boolean {
  return blocksFor(mostPositions(limits)) > limits.blocks;
}

/**
 * Throws RangeError where a step is larger than its arm has room for, or reaches outside its cache: an engine would compute something
 * else without a word.
 */
export function checkStep(plan: StepPlan, limits: ArmLimits): void {
  const { slices, moves = [] } = plan;
  checkMoves(moves, limits);
  const rows = rowCount(plan);
  if (rows > limits.maxTokensPerStep)
    throw new RangeError(`a step of ${rows} rows: the arm has room for ${limits.maxTokensPerStep}`);
  const sampled = slices.reduce((sum, slice) => sum + sampledOf(slice).length, 0);
  const most = mostSampled(limits);
  if (sampled > most)
    throw new RangeError(`a step that samples ${sampled} rows: the arm has room for ${most}`);
  for (const slice of slices) checkSlice(slice, limits);
}

function checkSlice(
  { request, start, tokens, position = start, from = 0, blocks }: StepSlice,
  limits: ArmLimits,
) {
  const refuse = (what: string) => new RangeError(`${request}: ${what}`);
  const end = start + tokens.length;
  const room = Math.min(limits.maxContext, blocks.length * BLOCK_POSITIONS);
  if (end > room) throw refuse(`place ${end - 1} of a cache of ${room}`);
  if (from < 0 || from > start) throw refuse(`keys from ${from} on for a row at ${start}`);
  const positions = mostPositions(limits);
  if (position < 0 || position + tokens.length > positions)
    throw refuse(`position ${position + tokens.length - 1} of ${positions}`);
  const outside = blocks.find((block) => block < 0 || block >= limits.blocks);
  if (outside !== undefined) throw refuse(`block ${outside} is outside the pool of ${limits.blocks}`);
}
