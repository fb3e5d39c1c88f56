import type { KvMove } from './moves.ts';

interface Freed {
  readonly place: number;
  readonly next: Freed | null;
}

/** Places for KV blocks in host memory, numbered from 0: a value. Places that came back are taken before new ones. */
export class HostPlaces {
  static readonly NONE = new HostPlaces(0, 0, null);
  /** Places that hold a block. */
  readonly used: number;
  /** Places that were ever taken. */
  readonly #known: number;
  readonly #freed: Freed | null;

  private constructor(used: number, known: number, freed: Freed | null) {
    this.used = used;
    this.#known = known;
    this.#freed = freed;
  }

  /** So many places and what is left; null where there are fewer, of `places` in all. */
  taken(count: number, places: number): readonly [readonly number[], HostPlaces] | null {
    if (this.used + count > places) return null;
    const taken: number[] = [];
    let [known, freed] = [this.#known, this.#freed];
    while (taken.length < count) {
      taken.push(freed ? freed.place : known++);
      freed = freed?.next ?? null;
    }
    return [taken, new HostPlaces(this.used + count, known, freed)];
  }

  returned(places: readonly number[]): HostPlaces {
    if (places.length === 0) return this;
    const freed = places.reduce((next: Freed | null, place): Freed => ({ place, next }), this.#freed);
    return new HostPlaces(this.used - places.length, this.#known, freed);
  }
}

/** The places after a step's moves. Throws RangeError where they go to others than were next. */
export function replayHost(host: HostPlaces, moves: readonly KvMove[]): HostPlaces {
  let places = host;
  for (const move of moves) {
    if (move.kind === 'swap-in') places = places.returned([move.host]);
    if (move.kind !== 'swap-out') continue;
    const [[place], left] = places.taken(1, Infinity)!;
    if (place !== move.host)
      throw new RangeError(`a block goes to place ${move.host} of host memory, next is ${place}`);
    places = left;
  }
  return places;
}
