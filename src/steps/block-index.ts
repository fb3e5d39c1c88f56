import type { ChainKey } from './block-chain.ts';
import { PagedInts } from './paged-ints.ts';

const NONE = -1;
const UNKNOWN = -2;

/** Finds blocks by what they hold. `copy` before a change. */
export class BlockIndex {
  /** (power of two) first block of each bucket. */
  readonly #buckets: PagedInts;
  /** (blocks) the next one of its bucket; UNKNOWN for those that are not found. */
  readonly #next: PagedInts;
  readonly #high: PagedInts;
  readonly #low: PagedInts;

  private constructor(buckets: PagedInts, next: PagedInts, high: PagedInts, low: PagedInts) {
    this.#buckets = buckets;
    this.#next = next;
    this.#high = high;
    this.#low = low;
  }

  static of(blocks: number): BlockIndex {
    const buckets = 2 ** Math.ceil(Math.log2(Math.max(1, blocks)));
    const zeros = PagedInts.from(blocks, () => 0);
    return new BlockIndex(
      PagedInts.from(buckets, () => NONE),
      PagedInts.from(blocks, () => UNKNOWN),
      zeros,
      zeros,
    );
  }

  copy(): BlockIndex {
    return new BlockIndex(this.#buckets.copy(), this.#next.copy(), this.#high.copy(), this.#low.copy());
  }

  has(block: number): boolean {
    return this.#next.at(block) !== UNKNOWN;
  }

  /** The block that holds this; null where none is known. */
  find({ high, low }: ChainKey): number | null {
    let block = this.#buckets.at(this.#bucket(low));
    while (block !== NONE && (this.#high.at(block) !== high || this.#low.at(block) !== low))
      block = this.#next.at(block);
    return block === NONE ? null : block;
  }

  add(block: number, { high, low }: ChainKey): void {
    const bucket = this.#bucket(low);
    this.#high.set(block, high);
    this.#low.set(block, low);
    this.#next.set(block, this.#buckets.at(bucket));
    this.#buckets.set(bucket, block);
  }

  remove(block: number): void {
    const bucket = this.#bucket(this.#low.at(block));
    const after = this.#next.at(block);
    let before = this.#buckets.at(bucket);
    if (before === block) this.#buckets.set(bucket, after);
    else {
      while (this.#next.at(before) !== block) before = this.#next.at(before);
      this.#next.set(before, after);
    }
    this.#next.set(block, UNKNOWN);
  }

  #bucket(low: number): number {
    return low & (this.#buckets.length - 1);
  }
}
