import { PagedInts } from './paged-ints.ts';

/** Which of two lists a block is in, if any: free ones, and those that only the prefix cache holds, least recently used first. */
export type BlockList = 'free' | 'cached';

/** Two queues of blocks, each linked both ways, so that any block leaves in one step. `copy` before a change. */
export class BlockLists {
  readonly #blocks: number;
  readonly #next: PagedInts;
  readonly #previous: PagedInts;
  readonly #counts: Record<BlockList, number>;

  private constructor(
    blocks: number,
    next: PagedInts,
    previous: PagedInts,
    counts: Readonly<Record<BlockList, number>>,
  ) {
    this.#blocks = blocks;
    this.#next = next;
    this.#previous = previous;
    this.#counts = { ...counts };
  }

  /** All blocks free, in order. Beyond the blocks lie the two ends of either list, joined to a ring. */
  static of(blocks: number): BlockLists {
    const alone = blocks + 1;
    const ring = blocks + 1;
    const next = PagedInts.from(blocks + 2, (i) => (i === alone ? alone : (i + 1) % ring));
    const previous = PagedInts.from(blocks + 2, (i) => (i === alone ? alone : (i + blocks) % ring));
    return new BlockLists(blocks, next, previous, { free: blocks, cached: 0 });
  }

  copy(): BlockLists {
    return new BlockLists(this.#blocks, this.#next.copy(), this.#previous.copy(), this.#counts);
  }

  count(list: BlockList): number {
    return this.#counts[list];
  }

  /** Up to so many, from the front. */
  first(list: BlockList, count: number): number[] {
    const blocks: number[] = [];
    const end = this.#end(list);
    for (let block = this.#next.at(end); block !== end && blocks.length < count; block = this.#next.at(block))
      blocks.push(block);
    return blocks;
  }

  append(list: BlockList, block: number): void {
    const end = this.#end(list);
    const last = this.#previous.at(end);
    this.#join(last, block);
    this.#join(block, end);
    this.#counts[list]++;
  }

  remove(list: BlockList, block: number): void {
    this.#join(this.#previous.at(block), this.#next.at(block));
    this.#counts[list]--;
  }

  #join(before: number, after: number): void {
    this.#next.set(before, after);
    this.#previous.set(after, before);
  }

  #end(list: BlockList): number {
    return list === 'free' ? this.#blocks : this.#blocks + 1;
  }
}
