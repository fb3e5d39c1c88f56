/** Tokens of a page: to append copies the last page alone. */
const PAGE = 32;

/**
 * A request's tokens: a value that costs next to nothing to grow, since each step has a queue of its own and hundreds of texts in it. The
 * list that it began as and the pages that are full are shared by all that grew from it.
 */
export class TokenList {
  readonly length: number;
  readonly #first: readonly number[];
  /** What was appended, whole pages and the one that is being filled. */
  readonly #pages: readonly (readonly number[])[];
  readonly #last: readonly number[];

  private constructor(
    first: readonly number[],
    pages: readonly (readonly number[])[],
    last: readonly number[],
  ) {
    this.length = first.length + pages.length * PAGE + last.length;
    this.#first = first;
    this.#pages = pages;
    this.#last = last;
  }

  /** `tokens` are not copied. */
  static of(tokens: readonly number[]): TokenList {
    return new TokenList(tokens, [], []);
  }

  /** With one more. */
  with(token: number): TokenList {
    // A spread would leave room for more behind each page.
    const last = this.#last.concat([token]);
    if (last.length < PAGE) return new TokenList(this.#first, this.#pages, last);
    return new TokenList(this.#first, this.#pages.concat([last]), []);
  }

  /** Throws RangeError where there is none. */
  at(index: number): number {
    const beyond = index - this.#first.length;
    const page = beyond < 0 ? this.#first : (this.#pages[Math.floor(beyond / PAGE)] ?? this.#last);
    const token = page[beyond < 0 ? index : beyond % PAGE];
    if (index >= this.length || token === undefined) throw new RangeError(`token ${index} of ${this.length}`);
    return token;
  }

  /** Those from `start` on, up to and without `end`, which is at most the length. */
  slice(start = 0, end = this.length): number[] {
    if (end <= this.#first.length) return this.#first.slice(start, end);
    const tokens: number[] = [];
    for (let index = start; index < end; index++) tokens.push(this.at(index));
    return tokens;
  }
}
