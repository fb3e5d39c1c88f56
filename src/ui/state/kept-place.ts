/** What of a browser's storage is used. */
export type TextStore = Pick<Storage, 'getItem' | 'setItem' | 'removeItem'>;

/** One text that every tab of the page keeps at one place; none overwrites what it has not seen. */
export class KeptPlace {
  readonly #store: TextStore;
  readonly #place: string;
  /** What this tab last read or wrote. */
  #seen: string | null = null;

  constructor(store: TextStore, place: string) {
    this.#store = store;
    this.#place = place;
  }

  /** What is kept, whoever kept it; from now on this tab may replace it. Throws where storage is forbidden. */
  take(): string | null {
    this.#seen = this.#store.getItem(this.#place);
    return this.#seen;
  }

  /** What another tab kept since this one last looked; null where that is nothing. */
  unseen(): string | null {
    const now = this.#store.getItem(this.#place);
    return now === this.#seen ? null : now;
  }

  /** Keeps a text, or none; false, and nothing is done, where another tab kept one since. Throws where storage is full. */
  put(text: string | null): boolean {
    if (this.unseen() !== null) return false;
    if (text === null) this.#store.removeItem(this.#place);
    else this.#store.setItem(this.#place, text);
    this.#seen = text;
    return true;
  }
}

/** Texts that closed tabs left unkept, the latest last. */
export class LeftTexts {
  readonly #store: TextStore;
  readonly #place: string;

  constructor(store: TextStore, place: string) {
    this.#store = store;
    this.#place = place;
  }

  add(text: string): void {
    const all = [...this.#all().filter((each) => each !== text), text];
    this.#store.setItem(this.#place, JSON.stringify(all));
  }

  remove(text: string): void {
    const rest = this.#all().filter((each) => each !== text);
    if (rest.length === 0) this.#store.removeItem(this.#place);
    else this.#store.setItem(this.#place, JSON.stringify(rest));
  }

  /** What stands there is no list of texts: this version of the page did not write it. */
  broken(): boolean {
    return this.#store.getItem(this.#place) !== null && this.#all().length === 0;
  }

  latest(): string | null {
    return this.#all().at(-1) ?? null;
  }

  #all(): readonly string[] {
    try {
      const texts: unknown = JSON.parse(this.#store.getItem(this.#place) ?? '[]');
      return Array.isArray(texts) ? texts.filter((text) => typeof text === 'string') : [];
    } catch {
      return [];
    }
  }
}
