/** Numbers of a page. Pages are plain arrays: to make a small typed array takes longer than to copy a page. */
const PAGE = 64;

/**
 * Whole numbers of which a copy costs next to nothing: copies share their pages, and whoever writes into one copies that page first. A
 * copy is written to only by whoever made it, before it is handed on: then it is a value.
 */
export class PagedInts {
  readonly length: number;
  #pages: number[][];
  /** Pages that nobody else has; null while the list of them is another's too. */
  #own: boolean[] | null = null;

  private constructor(length: number, pages: number[][]) {
    this.length = length;
    this.#pages = pages;
  }

  static from(length: number, value: (index: number) => number): PagedInts {
    const pages = Array.from({ length: Math.ceil(length / PAGE) }, (_, page) =>
      Array.from({ length: PAGE }, (_, i) => value(page * PAGE + i)),
    );
    return new PagedInts(length, pages);
  }

  copy(): PagedInts {
    return new PagedInts(this.length, this.#pages);
  }

  at(index: number): number {
    return this.#pages[Math.floor(index / PAGE)][index % PAGE];
  }

  set(index: number, value: number): void {
    const page = Math.floor(index / PAGE);
    if (!this.#own) {
      this.#pages = this.#pages.slice();
      this.#own = [];
    }
    if (!this.#own[page]) {
      this.#pages[page] = this.#pages[page].slice();
      this.#own[page] = true;
    }
    this.#pages[page][index % PAGE] = value;
  }
}
