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
    const whole = trafficOf(run);
    const [at, of] = part ?? [0, 1];
    this.#traffic = whole.slice(
      Math.floor((at * whole.length) / of),
      Math.floor(((at + 1) * whole.length) / of),
    );
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
