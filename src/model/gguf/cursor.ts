import { ModelError } from '../model-error.ts';

/** More of the header is needed than is there yet: so many of the file's first bytes, at least. */
export class NeedsMore extends Error {
  readonly bytes: number;

  constructor(bytes: number) {
    super(`needs ${bytes} bytes`);
    this.bytes = bytes;
  }
}

const decoder = new TextDecoder('utf-8', { ignoreBOM: true });

/**
 * Reads a GGUF header from a file's first bytes. Nothing is made of a length before so many bytes are known to be there: past the end of the
 * file, or of the most that a header may have, it throws ModelError; past the bytes that are there, NeedsMore.
 */
export class Cursor {
  at = 0;
  readonly #bytes: Uint8Array;
  readonly #view: DataView;
  /** Bytes that the header may have at most. */
  readonly #end: number;
  readonly #fileEnds: boolean;

  /** `size`: of the whole file, infinite where it is not known yet. */
  constructor(bytes: Uint8Array, size: number, most: number) {
    this.#bytes = bytes;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
    this.#end = Math.min(size, most);
    this.#fileEnds = size <= most;
  }

  /** Makes sure of `count` parts of `each` bytes, at least, at place `where`. */
  need(count: number | bigint, each: number, where: string, what: string): void {
    const left = this.#end - this.at;
    if (count > Math.floor(left / each)) {
      const limit = this.#fileEnds
        ? `the file has ${left} bytes more: was the download cut off?`
        : 'more than a header has';
      const found = each === 1 ? `${count} bytes` : `${count} of at least ${each} bytes each`;
      throw new ModelError(where, `expected ${what} within the file, found ${found}; ${limit}`);
    }
    const to = this.at + Number(count) * each;
    if (to > this.#bytes.length) throw new NeedsMore(to);
  }

  u32(where: string, what: string): number {
    this.need(1, 4, where, what);
    const value = this.#view.getUint32(this.at, true);
    this.at += 4;
    return value;
  }

  u64(where: string, what: string): bigint {
    this.need(1, 8, where, what);
    const value = this.#view.getBigUint64(this.at, true);
    this.at += 8;
    return value;
  }

  /** A text with its length in front; a byte order mark is a part of it, as in vocabularies. */
  text(where: string, what: string, most = Number.POSITIVE_INFINITY): string {
    const length = this.u64(where, `the length of ${what}`);
    if (length > most)
      throw new ModelError(where, `expected ${what} of at most ${most} bytes, found ${length}`);
    return decoder.decode(this.take(length, 1, where, what));
  }

  /** The next bytes, a view of them. */
  take(count: number | bigint, each: number, where: string, what: string): Uint8Array {
    this.need(count, each, where, what);
    const begin = this.at;
    this.at += Number(count) * each;
    return this.#bytes.subarray(begin, this.at);
  }
}
