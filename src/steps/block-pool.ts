/** Which KV blocks of an arm are free: a value, so that to take or to give back makes another pool. */
export class BlockPool {
  /** Taken from the front, given back at the end. */
  readonly free: readonly number[];

  private constructor(free: readonly number[]) {
    this.free = free;
  }

  /** Blocks 0 to `blocks` - 1, all free. */
  static of(blocks: number): BlockPool {
    return new BlockPool(Array.from({ length: blocks }, (_, block) => block));
  }

  /** The blocks to take next. Throws RangeError where there are fewer. */
  next(count: number): readonly number[] {
    if (count > this.free.length)
      throw new RangeError(`${count} KV blocks wanted, ${this.free.length} are free`);
    return this.free.slice(0, count);
  }

  /** The pool without these. Throws RangeError where one of them is not free. */
  taken(blocks: readonly number[]): BlockPool {
    if (blocks.length === 0) return this;
    const gone = new Set(blocks);
    const free = this.free.filter((block) => !gone.has(block));
    if (free.length !== this.free.length - blocks.length)
      throw new RangeError(`KV blocks ${blocks.join(', ')} are not all free`);
    return new BlockPool(free);
  }

  /** The pool with these free again, to be taken after all others. */
  returned(blocks: readonly number[]): BlockPool {
    return blocks.length === 0 ? this : new BlockPool([...this.free, ...blocks]);
  }
}
