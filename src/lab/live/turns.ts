/** What only one may do at a time, in the order in which they ask. */
export class Turns {
  #taken = false;
  readonly #waiting: (() => void)[] = [];

  /** Throws what the work throws. */
  async during<Value>(work: () => Promise<Value>): Promise<Value> {
    await this.#begin();
    try {
      return await work();
    } finally {
      this.#end();
    }
  }

  /** Within a turn: lets others take theirs while it waits. */
  async away(waits: () => Promise<void>): Promise<void> {
    this.#end();
    try {
      await waits();
    } finally {
      await this.#begin();
    }
  }

  async #begin(): Promise<void> {
    if (this.#taken) await new Promise<void>((resolve) => this.#waiting.push(resolve));
    this.#taken = true;
  }

  /** Who comes next has the turn from now on, so that nobody comes in between. */
  #end(): void {
    const next = this.#waiting.shift();
    if (next) next();
    else this.#taken = false;
  }
}
