import { BlockPool } from './block-pool.ts';
import { blocksFor, positionsFor } from './kv-blocks.ts';

/** What a scheduler may not exceed. */
export interface SchedulerLimits {
  /** Requests that may run at once. */
  readonly maxSequences: number;
  /** Rows a step may have. */
  readonly maxTokensPerStep: number;
  /** KV blocks of 16 positions in the pool. */
  readonly blocks: number;
}

export interface QueuedRequest {
  readonly id: string;
  /** Prompt, then what was generated. */
  readonly tokens: readonly number[];
  readonly promptLength: number;
  /** Length at which the request ends. */
  readonly endLength: number;
  /** Tokens that end it early. */
  readonly stopTokens: readonly number[];
  /** Step at which it joins the queue. */
  readonly arrival: number;
  /** Leading tokens whose keys and values are in the cache. */
  readonly computed: number;
  readonly blocks: readonly number[];
}

export type NewRequest = Pick<QueuedRequest, 'id' | 'stopTokens' | 'arrival'> & {
  readonly prompt: readonly number[];
  readonly maxNewTokens: number;
};

/** Every request of an arm between two steps, and the KV blocks that none of them holds. */
export interface QueueState {
  /** Steps taken so far: the clock that arrivals go by. */
  readonly step: number;
  /** In order of admission; the last one is preempted first. */
  readonly running: readonly QueuedRequest[];
  readonly waiting: readonly QueuedRequest[];
  readonly finished: readonly QueuedRequest[];
  readonly pool: BlockPool;
}

/** A fresh queue. Throws RangeError where a request could never run within the limits. */
export function createQueue(requests: readonly NewRequest[], limits: SchedulerLimits): QueueState {
  const inOrder = requests.toSorted((a, b) => a.arrival - b.arrival);
  const waiting = inOrder.map(({ id, prompt, maxNewTokens, stopTokens, arrival }): QueuedRequest => {
    const needed = blocksFor(positionsFor(prompt.length, maxNewTokens));
    if (needed > limits.blocks) {
      throw new RangeError(`request ${id} needs ${needed} KV blocks, the pool has ${limits.blocks}`);
    }
    return {
      ...{ id, tokens: prompt, promptLength: prompt.length, endLength: prompt.length + maxNewTokens },
      ...{ stopTokens, arrival, computed: 0, blocks: [] },
    };
  });
  return { step: 0, running: [], waiting, finished: [], pool: BlockPool.of(limits.blocks) };
}

export function isDone(state: QueueState): boolean {
  return state.running.length === 0 && state.waiting.length === 0;
}
