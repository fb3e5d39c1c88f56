/** Numbers of a page. */
const PAGE = 128;

/**
 * Whole numbers of 32 bits of which a copy costs next to nothing: copies share their pages, and whoever writes into one copies that page
 * first. A copy is written to only by whoever made it, before it is handed on: then it is a value.
 */
export class PagedInts {
  readonly length: number;
  readonly #pages: Int32Array[];
  readonly #own: boolean[];

  private constructor(length: number, pages: Int32Array[], own: boolean[]) {
    this.length = length;
    this.#pages = pages;
    this.#own = own;
  }

  static from(length: number, value: (index: number) => number): PagedInts {
    const pages = Array.from({ length: Math.ceil(length / PAGE) }, (_, page) =>
      Int32Array.from({ length: PAGE }, (_, i) => value(page * PAGE + i)),
    );
    return new PagedInts(length, pages, []);
  }

  copy(): PagedInts {
    return new PagedInts(this.length, [...this.#pages], []);
  }

  at(index: number): number {
    return this.#pages[Math.floor(index / PAGE)][index % PAGE];
  }

  set(index: number, value: number): void {
    const page = Math.floor(index / PAGE);
    if (!this.#own[page]) {
      this.#pages[page] = this.#pages[page].slice();
      this.#own[page] = true;
    }
    this.#pages[page][index % PAGE] = value;
  }
}
