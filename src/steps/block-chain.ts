import { BLOCK_POSITIONS } from './kv-blocks.ts';
import type { TokenList } from './token-list.ts';

/**
 * What a whole block holds, told by its tokens and all before them: a hash of the key of the block before it and its own tokens. Of 64
 * bits, so that two chains of one key are not to be expected in any pool (2^-64 a pair).
 */
export interface ChainKey {
  readonly high: number;
  readonly low: number;
}

const ROOT: ChainKey = { high: 0x243f6a88, low: 0x13198a2e };

/** The key of the block after `parent` (null: the first one) that holds the 16 tokens from `first` on. */
export function nextKey(parent: ChainKey | null, tokens: Pick<TokenList, 'slice'>, first: number): ChainKey {
  let { high, low } = parent ?? ROOT;
  for (const token of tokens.slice(first, first + BLOCK_POSITIONS)) {
    low = mixed(low ^ token, 0x85ebca6b);
    high = mixed((high + token) ^ low, 0xc2b2ae35);
  }
  return { high: mixed(high, 0x27d4eb2f), low: mixed(low ^ high, 0x165667b1) };
}

/** The keys of all whole blocks of so many leading tokens. */
export function keysOf(tokens: readonly number[], length: number): ChainKey[] {
  const keys: ChainKey[] = [];
  for (let first = 0; first + BLOCK_POSITIONS <= length; first += BLOCK_POSITIONS)
    keys.push(nextKey(keys.at(-1) ?? null, tokens, first));
  return keys;
}

/** Spreads every bit of a word over all of it (the finishing steps of MurmurHash3, with the given odd factor). */
function mixed(word: number, factor: number): number {
  const a = Math.imul(word ^ (word >>> 16), factor);
  const b = Math.imul(a ^ (a >>> 13), 0x9e3779b1);
  return b ^ (b >>> 16);
}
