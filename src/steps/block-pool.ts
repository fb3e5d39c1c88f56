import type { ChainKey } from './block-chain.ts';
import { BlockIndex } from './block-index.ts';
import { BlockLists } from './block-lists.ts';
import { PagedInts } from './paged-ints.ts';

/**
 * The KV blocks of an arm: each is free, held by one or more requests, or kept by the prefix cache alone. A value: to take or to give
 * back makes another pool, which shares with this one all that did not change.
 */
export class BlockPool {
  readonly size: number;
  /** (blocks) how many requests hold each. */
  readonly #references: PagedInts;
  readonly #lists: BlockLists;
  readonly #index: BlockIndex;

  private constructor(size: number, references: PagedInts, lists: BlockLists, index: BlockIndex) {
    this.size = size;
    this.#references = references;
    this.#lists = lists;
    this.#index = index;
  }

  /** Blocks 0 to `blocks` - 1, all free. */
  static of(blocks: number): BlockPool {
    const references = PagedInts.from(blocks, () => 0);
    return new BlockPool(blocks, references, BlockLists.of(blocks), BlockIndex.of(blocks));
  }

  /** In the order in which they are taken: from the front, given back at the end. */
  get free(): readonly number[] {
    return this.#lists.first('free', this.size);
  }

  /** Held by nobody, and found by their tokens: least recently used first. */
  get cached(): readonly number[] {
    return this.#lists.first('cached', this.size);
  }

  get freeCount(): number {
    return this.#lists.count('free');
  }

  get cachedCount(): number {
    return this.#lists.count('cached');
  }

  /** Blocks that may be taken: free ones, and those that only the cache holds. */
  get room(): number {
    return this.freeCount + this.cachedCount;
  }

  /** How many requests hold a block. */
  references(block: number): number {
    return this.#references.at(block);
  }

  /** Whether only the cache holds it. */
  isCached(block: number): boolean {
    return this.references(block) === 0 && this.#index.has(block);
  }

  /** The block that holds the tokens of this key and those before them; null where none does. */
  find(key: ChainKey): number | null {
    return this.#index.find(key);
  }

  /** The blocks to take next: free ones, then those that the cache has used least recently. Throws RangeError where there are fewer. */
  next(count: number): readonly number[] {
    if (count > this.room) throw new RangeError(`${count} KV blocks wanted, ${this.room} are free`);
    const free = this.#lists.first('free', count);
    return free.length === count ? free : [...free, ...this.#lists.first('cached', count - free.length)];
  }

  /** The pool without these, which one request holds then; the cache forgets them. Throws RangeError where one of them is held. */
  taken(blocks: readonly number[]): BlockPool {
    if (blocks.length === 0) return this;
    if (new Set(blocks).size < blocks.length || blocks.some((block) => this.references(block) > 0))
      throw new RangeError(`KV blocks ${blocks.join(', ')} are not all free`);
    const pool = this.#copy();
    for (const block of blocks) {
      pool.#leave(block);
      if (pool.#index.has(block)) pool.#index.remove(block);
      pool.#references.set(block, 1);
    }
    return pool;
  }

  /** With one more request that holds each of these. Throws RangeError where a block holds nothing that anybody could share. */
  shared(blocks: readonly number[]): BlockPool {
    if (blocks.length === 0) return this;
    const pool = this.#copy();
    for (const block of blocks) {
      const references = pool.references(block);
      if (references === 0 && !pool.#index.has(block))
        throw new RangeError(`KV block ${block} is free: it holds nothing to share`);
      if (references === 0) pool.#leave(block);
      pool.#references.set(block, references + 1);
    }
    return pool;
  }

  /**
   * With one request less that holds each. What nobody holds is free again, to be taken after all others, or kept where it is found by
   * its tokens: a request's last blocks are the first that the cache gives up. Throws RangeError where nobody holds one.
   */
  returned(blocks: readonly number[]): BlockPool {
    if (blocks.length === 0) return this;
    const pool = this.#copy();
    for (const block of blocks) {
      const references = pool.references(block);
      if (references === 0) throw new RangeError(`KV block ${block} is held by nobody`);
      pool.#references.set(block, references - 1);
    }
    const left = [...new Set(blocks)].filter((block) => pool.references(block) === 0);
    for (const block of left) if (!pool.#index.has(block)) pool.#lists.append('free', block);
    for (const block of left.toReversed()) if (pool.#index.has(block)) pool.#lists.append('cached', block);
    return pool;
  }

  /** With a held block that is found by its tokens from now on; this one where another block is found by them. */
  remembered(block: number, key: ChainKey): BlockPool {
    if (this.#index.has(block) || this.find(key) !== null) return this;
    const pool = this.#copy();
    pool.#index.add(block, key);
    return pool;
  }

  #leave(block: number): void {
    this.#lists.remove(this.#index.has(block) ? 'cached' : 'free', block);
  }

  #copy(): BlockPool {
    return new BlockPool(this.size, this.#references.copy(), this.#lists.copy(), this.#index.copy());
  }
}
