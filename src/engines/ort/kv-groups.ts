/** Memory of one layer's keys, or values, of a batch of requests; a request's part is contiguous. */
export interface KvMemory<Cache> {
  /** Zeros for a batch of so many requests. */
  allocate(batch: number): Cache;
  /** Copies a request's part from place `fromIndex` of one cache to place `toIndex` of another. */
  copy(from: Cache, fromIndex: number, to: Cache, toIndex: number): void;
  free(cache: Cache): void;
}

/** Requests whose caches lie in one batch, in batch order. */
export interface KvGroup<Cache> {
  readonly requests: readonly string[];
  /** A cache for each layer's keys and values. */
  caches: Cache[];
}

/**
 * The keys and values of requests, of fixed capacity, kept in the batches in which they were last computed: a batch that comes
 * again is there as it was left, another composition is put together by copies. A request is in one group only.
 */
export class KvGroups<Cache> {
  readonly #memory: KvMemory<Cache>;
  readonly #caches: number;
  #groups: KvGroup<Cache>[] = [];

  /** `caches`: their number to a group, two for each layer. */
  constructor(memory: KvMemory<Cache>, caches: number) {
    this.#memory = memory;
    this.#caches = caches;
  }

  /** The group of exactly these requests in this order; those not known before start with zeros. */
  take(requests: readonly string[]): KvGroup<Cache> {
    const known = this.#groups.find((group) => sameList(group.requests, requests));
    if (known) return known;
    const group = this.#assemble(requests);
    this.#split((id) => requests.includes(id));
    this.#groups.push(group);
    return group;
  }

  /** Forgets requests that have ended or start anew. */
  drop(requests: readonly string[]): void {
    if (requests.length > 0) this.#split((id) => requests.includes(id));
  }

  destroy(): void {
    for (const group of this.#groups) this.#free(group);
    this.#groups = [];
  }

  /** Takes requests out of their groups; who is left in a group moves into a smaller one. */
  #split(leaves: (id: string) => boolean): void {
    this.#groups = this.#groups.flatMap((group) => {
      const rest = group.requests.filter((id) => !leaves(id));
      if (rest.length === group.requests.length) return [group];
      const moved = rest.length > 0 ? [this.#assemble(rest)] : [];
      this.#free(group);
      return moved;
    });
  }

  #assemble(requests: readonly string[]): KvGroup<Cache> {
    const caches = Array.from({ length: this.#caches }, () => this.#memory.allocate(requests.length));
    requests.forEach((id, place) => {
      const from = this.#groups.find((group) => group.requests.includes(id));
      if (!from) return;
      const index = from.requests.indexOf(id);
      caches.forEach((cache, i) => {
        this.#memory.copy(from.caches[i], index, cache, place);
      });
    });
    return { requests, caches };
  }

  #free(group: KvGroup<Cache>): void {
    for (const cache of group.caches) this.#memory.free(cache);
  }
}

function sameList(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((id, i) => id === b[i]);
}
