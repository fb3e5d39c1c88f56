import { concatBytes } from '@noble/hashes/utils.js';
import type { NonFinite } from './non-finite.ts';

/** Enough of a file to know its header's length, or another kind of file by. */
const FIRST_BYTES = 4096;

/** A tensor whose values are looked at as its bytes, `begin` to `end` of the data, come by. */
export interface Scanned {
  readonly begin: number;
  readonly end: number;
  readonly scan: { take(bytes: Uint8Array): void; readonly found: NonFinite | null };
}

/**
 * What a file's first bytes tell: where its data begins, and its tensors in the order of the data; or how many bytes it takes to tell. Throws
 * ModelError where they are no header of weights.
 */
export type ReadStart = (
  start: Uint8Array,
) => { readonly data: number; readonly tensors: readonly Scanned[] } | { readonly needs: number };

/**
 * What is learned of a file with weights while its bytes come by, which are looked at once: which tensors hold values that are no
 * numbers. A header that is wrong by itself is refused as soon as it is there, before gigabytes follow it.
 */
export class WeightFile {
  readonly #readStart: ReadStart;
  /** The file's bytes so far, until the header is whole; null afterwards. */
  #start: Uint8Array[] | null = [];
  #started = 0;
  /** How many have to be there for the next look at them. */
  #wanted = FIRST_BYTES;
  #tensors: readonly Scanned[] = [];
  #next = 0;
  /** Bytes of the data that came by. */
  #seen = 0;

  constructor(readStart: ReadStart) {
    this.#readStart = readStart;
  }

  /** The file's next bytes. Throws ModelError where they are no header of weights. */
  take(piece: Uint8Array): void {
    if (this.#start === null) {
      this.#scan(piece);
      return;
    }
    this.#start.push(piece.slice());
    this.#started += piece.length;
    if (this.#started >= this.#wanted) this.#begin(concatBytes(...this.#start));
  }

  /** What is no number, in the order of the data. A file that ends within its header is refused by whoever reads its tensors. */
  end(): readonly NonFinite[] {
    if (this.#start !== null && this.#started >= 8) this.#begin(concatBytes(...this.#start));
    return this.#tensors.map(({ scan }) => scan.found).filter((found) => found !== null);
  }

  #begin(start: Uint8Array): void {
    const read = this.#readStart(start);
    if ('needs' in read) {
      this.#wanted = read.needs;
      return;
    }
    const { data } = read;
    this.#tensors = read.tensors;
    this.#start = null;
    this.#scan(start.subarray(data));
  }

  #scan(piece: Uint8Array): void {
    const at = this.#seen;
    this.#seen += piece.length;
    for (; this.#next < this.#tensors.length; this.#next++) {
      const { begin, end, scan } = this.#tensors[this.#next];
      const from = Math.max(begin - at, 0);
      if (from < piece.length) scan.take(piece.subarray(from, Math.min(end - at, piece.length)));
      if (end > this.#seen) return;
    }
  }
}
