import type { QueueState } from '../../steps/queue.ts';

/** How full an arm is. */
export interface Occupancy {
  readonly running: number;
  readonly waiting: number;
  /** KV blocks that nobody holds, the prefix cache's among them, and all there are. */
  readonly freeBlocks: number;
  readonly blocks: number;
}

/** Of one queue: blocks that are withheld while layers are as they were stored are none. */
export function occupancyOf({ running, waiting, pool, precision }: QueueState): Occupancy {
  const blocks = pool.size - (precision?.withheld.length ?? 0);
  return { running: running.length, waiting: waiting.length, freeBlocks: pool.room, blocks };
}

/** Of several together. */
export function occupancyOfAll(parts: readonly Occupancy[]): Occupancy {
  const sum = (name: keyof Occupancy) => parts.reduce((total, part) => total + part[name], 0);
  return {
    running: sum('running'),
    waiting: sum('waiting'),
    freeBlocks: sum('freeBlocks'),
    blocks: sum('blocks'),
  };
}
