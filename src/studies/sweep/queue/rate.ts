const WINDOW = 60_000;

/** Jobs a second over the last minute, whoever ran them. */
export class Rate {
  readonly #points: { at: number; done: number }[] = [];

  /** `at` in milliseconds of one clock, never earlier than the last. */
  note(at: number, done: number): void {
    this.#points.push({ at, done });
    // The last one outside stays: the window begins there.
    while (this.#points.length > 2 && this.#points[1].at <= at - WINDOW) this.#points.shift();
  }

  /** Null before a job has ended while somebody looked. */
  perSecond(): number | null {
    const [first, last] = [this.#points[0], this.#points.at(-1)];
    if (!first || !last || last.at === first.at || last.done === first.done) return null;
    return (1000 * (last.done - first.done)) / (last.at - first.at);
  }
}
