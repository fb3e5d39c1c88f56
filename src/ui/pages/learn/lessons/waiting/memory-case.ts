import { blocksFor, positionsFor } from '../../../../../steps/kv-blocks.ts';
import { DEFAULT_SERVING, type MemoryPolicy } from '../../../../../steps/serving.ts';
import { type Comer, type ServedCrowd, serveCrowd, servedOf } from '../load-parts/serve-crowd.ts';
import { COST } from './waiting-experiments.ts';

export type Pressure = 'recompute' | 'swap';

const POLICIES: Readonly<Record<Pressure, MemoryPolicy>> = {
  recompute: { pressure: 'recompute' },
  swap: { pressure: 'swap', hostBlocks: 64 },
};

/** Answers of those that came before you, in tokens; yours is as long as the longest. */
const ANSWERS = [24, 32, 40, 48, 56, 64];
const PROMPT = 24;
export const YOUR_ANSWER = 64;

const CROWD = [...ANSWERS, YOUR_ANSWER].map((answerTokens, at): Comer => {
  const isYou = at === ANSWERS.length;
  return {
    ...{ id: isYou ? 'you' : `before-${at}`, role: isYou ? 'probe' : 'clean', tier: 0, ms: isYou ? 5 : 0 },
    ...{ promptTokens: PROMPT, answerTokens },
  };
});

/** Your place among them, in order of arrival. */
export const YOU = ANSWERS.length;
export const CROWD_SIZE = CROWD.length;

const ENDS = CROWD.map(({ answerTokens }) => blocksFor(positionsFor(PROMPT, answerTokens)));
/** Blocks of all of them together, each at its longest, and of the longest alone. */
export const BLOCKS_WANTED = ENDS.reduce((sum, blocks) => sum + blocks, 0);
export const BLOCKS_LONGEST = Math.max(...ENDS);

/** Six requests and you, who came last, in a pool of so many blocks. Throws RangeError where the longest does not fit. */
export function memoryRun(blocks: number, pressure: Pressure): ServedCrowd {
  if (blocks < BLOCKS_LONGEST)
    throw new RangeError(`a pool of ${blocks} blocks: the longest request needs ${BLOCKS_LONGEST}`);
  const limits = { maxSequences: CROWD_SIZE, maxTokensPerStep: 256, blocks };
  const serving = { ...DEFAULT_SERVING, memory: POLICIES[pressure] };
  return serveCrowd(CROWD, { limits, serving, cost: COST });
}

/** The most blocks with which you still give way. Throws RangeError where there is no such pool. */
export function largestTight(): number {
  for (let blocks = BLOCKS_WANTED; blocks >= BLOCKS_LONGEST; blocks--)
    if (servedOf(memoryRun(blocks, 'recompute').served, 'you').gaveWay > 0) return blocks;
  throw new RangeError('you give way in no pool');
}

/** Milliseconds of a request's longest wait between two tokens. */
export function longestGap(tokenTimes: readonly number[]): number {
  return Math.max(0, ...tokenTimes.slice(1).map((at, i) => at - tokenTimes[i]));
}
