import { type Arrival, hasArrived, type Now } from '../../steps/serving.ts';
import type { Incoming, LoadSource } from './load-source.ts';

/** A request of a list, which comes by itself. */
export type Listed = Omit<Incoming, 'arrived'> & { readonly arrival: Arrival };

/** Requests that are known before the run, each with its own time or step; of those that come together the first listed is first. */
export function listedSource(requests: readonly Listed[]): LoadSource {
  const timed = new Line(requests, ({ arrival }) => ('ms' in arrival ? arrival.ms : null));
  const stepped = new Line(requests, ({ arrival }) => ('step' in arrival ? arrival.step : null));
  return {
    expected: requests.length,
    next: () => stepped.next?.arrival ?? timed.next?.arrival ?? null,
    take: (now) =>
      [...stepped.take(now), ...timed.take(now)]
        .map(({ arrival, ...request }) => ({ ...request, arrived: 'ms' in arrival ? arrival.ms : now.ms }))
        .toSorted((a, b) => a.arrived - b.arrived),
    ended: () => undefined,
  };
}

/** Those that come by one measure, in its order. */
class Line {
  readonly #requests: readonly Listed[];
  #taken = 0;

  constructor(requests: readonly Listed[], at: (request: Listed) => number | null) {
    this.#requests = requests.filter((request) => at(request) !== null).toSorted((a, b) => at(a)! - at(b)!);
  }

  get next(): Listed | null {
    return this.#requests[this.#taken] ?? null;
  }

  take(now: Now): Listed[] {
    const first = this.#taken;
    while (this.next && hasArrived(this.next.arrival, now)) this.#taken++;
    return this.#requests.slice(first, this.#taken);
  }
}
