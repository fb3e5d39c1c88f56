import { nextKey } from './block-chain.ts';
import type { BlockPool } from './block-pool.ts';
import { BLOCK_POSITIONS } from './kv-blocks.ts';
import type { QueuedRequest } from './request.ts';
import type { PrefixReuse } from './serving.ts';
import type { TokenList } from './token-list.ts';

/** What the cache has of a request that begins. */
export interface FoundPrefix {
  /** Leading blocks that it shares. */
  readonly blocks: readonly number[];
  /** Block whose content it begins its next block with, in a copy of its own; null: none. */
  readonly copied: number | null;
  /** Leading tokens that need not be computed: all but one at most, since a token is sampled from the last one's logits. */
  readonly tokens: number;
  /** Rows that its first slice may have. */
  readonly mostRows: number;
}

export const NOTHING_FOUND: FoundPrefix = { blocks: [], copied: null, tokens: 0, mostRows: Infinity };

/**
 * The longest chain of whole blocks that hold a request's tokens. Where they hold all of them, the last token is computed again, into a
 * copy of the last block. Under `recompute-last` the last block that was found is not shared but computed again, in a slice that has
 * its tokens and no others: under a set whose plans follow M, or tell cached keys from new ones, that is another plan than the one it
 * was first computed by; under an invariant set a row's plan is the same in any slice.
 */
export function findPrefix({ tokens }: QueuedRequest, pool: BlockPool, reuse: PrefixReuse): FoundPrefix {
  const blocks = reuse === 'off' ? [] : foundBlocks(tokens, pool);
  if (blocks.length === 0) return NOTHING_FOUND;
  const found = blocks.length * BLOCK_POSITIONS;
  const before = blocks.slice(0, -1);
  if (reuse === 'recompute-last')
    return { ...NOTHING_FOUND, blocks: before, tokens: found - BLOCK_POSITIONS, mostRows: BLOCK_POSITIONS };
  if (found < tokens.length) return { ...NOTHING_FOUND, blocks, tokens: found };
  return { ...NOTHING_FOUND, blocks: before, copied: blocks.at(-1)!, tokens: found - 1 };
}

function foundBlocks(tokens: TokenList, pool: BlockPool): number[] {
  const blocks: number[] = [];
  let key: ReturnType<typeof nextKey> | null = null;
  for (let first = 0; first + BLOCK_POSITIONS <= tokens.length; first += BLOCK_POSITIONS) {
    key = nextKey(key, tokens, first);
    const block = pool.find(key);
    if (block === null) break;
    blocks.push(block);
  }
  return blocks;
}
