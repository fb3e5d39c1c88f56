import type { DispatchList } from '../../gpu/dispatch-list.ts';

/** Beyond it the list that was asked for longest ago is made again when it is asked for: decoding has a few, prefill one a length. */
const MOST_LISTS = 32;

/** The lists of an arm by the shape of their steps, for as long as its buffers are the same. */
export class KeptLists {
  readonly #lists = new Map<string, DispatchList>();
  #buffers: object | null = null;
  #made = 0;
  #asked = 0;

  /** `buffers`: what the lists bind; with other ones all are made anew, and `forget` is called first. */
  of(
    buffers: object,
    key: string,
    { make, forget }: { readonly make: () => DispatchList; readonly forget: () => void },
  ): DispatchList {
    if (buffers !== this.#buffers) {
      this.#lists.clear();
      forget();
      this.#buffers = buffers;
    }
    this.#asked++;
    const list = this.#lists.get(key) ?? this.#make(make);
    // The one asked for last goes to the end.
    this.#lists.delete(key);
    this.#lists.set(key, list);
    if (this.#lists.size > MOST_LISTS) this.#lists.delete(this.#lists.keys().next().value!);
    return list;
  }

  /** How often a list was asked for, and how often it had to be made. */
  get counts(): { readonly asked: number; readonly made: number } {
    return { asked: this.#asked, made: this.#made };
  }

  #make(make: () => DispatchList): DispatchList {
    this.#made++;
    return make();
  }
}
