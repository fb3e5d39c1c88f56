import type { ExperimentArm } from '../experiment/arm-schema.ts';
import { ExperimentError } from '../experiment/errors.ts';
import type { ArmLimits } from '../steps/arm-spec.ts';
import { mostOf } from '../steps/draft-length.ts';
import { BLOCK_POSITIONS, blocksFor } from '../steps/kv-blocks.ts';
import { leastBlocks } from '../steps/pool-fit.ts';

/** A crowd that comes beside the requests that an arm lists: how many at most, and positions of its longest. */
export interface CrowdBounds {
  readonly most: number;
  readonly positions: number;
}

/**
 * An arm's bounds, its pool sized to what its requests can need where the experiment leaves it open: all of them at once, or as many of
 * the longest as may run. `lengths`: positions of each listed request. Throws ExperimentError where one could never fit the pool.
 */
export function armLimits(
  { name, limits, serving, speculation, verify }: ExperimentArm,
  lengths: readonly number[],
  crowd: CrowdBounds | null = null,
): ArmLimits {
  const longest = Math.max(crowd?.positions ?? 0, ...lengths);
  // Each side of a disaggregated arm would have to drop for itself what the other one hands it.
  const kept = serving && !serving.disaggregated ? leastBlocks(serving.memory) : null;
  const least = Math.min(blocksFor(longest), kept ?? Infinity);
  if (limits.blocks !== null && limits.blocks < least) {
    const of =
      least < blocksFor(longest) ? 'its first and last tokens, and one to go on in' : 'its longest request';
    const problem = `expected at least ${least} (${of}), found ${limits.blocks}`;
    throw new ExperimentError([`arm ${name}: limits.blocks: ${problem}`]);
  }
  const count = lengths.length + (crowd?.most ?? 0);
  const maxSequences = Math.min(limits.maxSequences, count);
  const listed = lengths.reduce((blocks, length) => blocks + blocksFor(length), 0);
  const rows = crowd ? maxSequences * longest : lengths.reduce((sum, length) => sum + length, 0);
  const maxTokensPerStep = Math.min(limits.maxTokensPerStep, rows);
  const packs = (serving?.packing ?? 'off') !== 'off';
  // Prompts of one step lie end to end, each with its own positions; behind them each goes on, in blocks of its own.
  const reach = packs ? longest + maxTokensPerStep : longest;
  const once = crowd || packs ? maxSequences * blocksFor(reach) : listed;
  // With two queues each side has half of them, and has to hold whoever is handed over.
  const demand = serving?.disaggregated ? Math.max(once, 2 * blocksFor(longest)) : once;
  const blocks = Math.min(limits.blocks ?? demand, demand);
  const drafted = speculation ? mostOf(speculation.k) : 0;
  const sampled = Math.max(maxSequences * (drafted + 1), verify?.window ?? 0);
  const placed = { maxContext: Math.min(blocks * BLOCK_POSITIONS, reach), maxPositions: longest };
  return {
    ...{ maxSequences, maxTokensPerStep, blocks },
    ...(packs || blocks < blocksFor(longest) ? placed : { maxContext: longest }),
    ...(serving?.memory.pressure === 'swap' && { hostBlocks: serving.memory.hostBlocks }),
    ...(sampled > maxSequences && { maxSampled: Math.min(sampled, maxTokensPerStep) }),
  };
}
