import type { Random } from '../../experiment/random.ts';
import type { DrawnFrom } from './graded-faults.ts';
import type { SeenRequest, Traffic } from './traffic.ts';

/** Neighbours that are drawn together, since they were each other's company: their latencies hang together. */
const BLOCK = 10;

/** Requests of a part of the runs, drawn by chance, and its probes. */
export class Drawer {
  readonly #traffic: Traffic;
  readonly #astray: { readonly traffic: Traffic; readonly share: number } | null;
  readonly #shadowed: Traffic;

  constructor({ run, part, astray }: DrawnFrom, trafficOf: (run: string) => Traffic) {
    this.#traffic = part ? filledAs(trafficOf(run), part) : trafficOf(run);
    this.#astray = astray ? { traffic: trafficOf(astray.run), share: astray.share } : null;
    this.#shadowed = this.#traffic.filter(({ diverged }) => diverged !== null);
  }

  /** Whether any of its requests was compared with itself alone. */
  get shadowed(): boolean {
    return this.#shadowed.length > 0;
  }

  /** Blocks of neighbours, with replacement (the circular block bootstrap of D. Politis and J. Romano 1992). */
  requests(count: number, random: Random): SeenRequest[] {
    const all = this.#traffic;
    const drawn: SeenRequest[] = [];
    while (drawn.length < count) {
      const from = random.below(all.length);
      for (let i = 0; i < BLOCK && drawn.length < count; i++)
        drawn.push(this.#sent(all[(from + i) % all.length], random));
    }
    return drawn;
  }

  /** One request, as a probe is asked. */
  probe(random: Random): SeenRequest {
    return this.#sent(random.pick(this.#traffic), random);
  }

  /** Whether a probe differed from itself alone; of what goes astray too: each is compared with the replica that answers it. */
  shadow(random: Random): boolean {
    return random.pick(this.#shadowed).diverged!;
  }

  /** Where a share goes astray, perhaps another's answer. */
  #sent(request: SeenRequest, random: Random): SeenRequest {
    const astray = this.#astray;
    return astray && random.next() < astray.share * 2 ** 32 ? random.pick(astray.traffic) : request;
  }
}

/** Tasks are dealt over the whole run: a part of it has others, but it is as full for whoever comes. */
function filledAs(traffic: Traffic, [at, of]: readonly [number, number]): Traffic {
  const each = traffic.length / of;
  const part = traffic.slice(Math.floor(at * each), Math.floor((at + 1) * each));
  return traffic.map((request, i) => ({ ...request, occupancy: part[i % part.length].occupancy }));
}
