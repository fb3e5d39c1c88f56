/** What of a text may be given on, and the stop string that ended it. */
export interface Stopped {
  readonly text: string;
  readonly stop: string | null;
}

/**
 * Looks for stop strings in a text that comes in pieces. What may be the beginning of one is held back until that is decided, so that no
 * reader gets a half of it.
 */
export class StopFinder {
  readonly #stops: readonly string[];
  readonly #included: boolean;
  #held = '';

  /** `included`: the stop string is given on with the text that it ends. */
  constructor(stops: readonly string[], included = false) {
    this.#stops = stops;
    this.#included = included;
  }

  push(piece: string): Stopped {
    const text = this.#held + piece;
    const found = this.#first(text);
    if (found) {
      this.#held = '';
      const end = this.#included ? found.at + found.stop.length : found.at;
      return { text: text.slice(0, end), stop: found.stop };
    }
    const kept = this.#undecided(text);
    this.#held = text.slice(text.length - kept);
    return { text: text.slice(0, text.length - kept), stop: null };
  }

  /** What was held back: nothing more comes. */
  end(): string {
    const held = this.#held;
    this.#held = '';
    return held;
  }

  /** The one that is whole first; of several that end at the same place the longest. */
  #first(text: string): { readonly at: number; readonly stop: string } | null {
    let first: { readonly at: number; readonly stop: string } | null = null;
    for (const stop of this.#stops) {
      const at = text.indexOf(stop);
      if (at < 0) continue;
      const [end, known] = [at + stop.length, first ? first.at + first.stop.length : Infinity];
      if (end < known || (end === known && at < first!.at)) first = { at, stop };
    }
    return first;
  }

  /** Characters at the end of the text that some stop string begins with. */
  #undecided(text: string): number {
    const longest = Math.max(0, ...this.#stops.map((stop) => stop.length - 1));
    for (let length = Math.min(longest, text.length); length > 0; length--) {
      const end = text.slice(text.length - length);
      if (this.#stops.some((stop) => stop.length > length && stop.startsWith(end))) return length;
    }
    return 0;
  }
}
