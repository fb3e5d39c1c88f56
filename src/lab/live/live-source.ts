import type { Now } from '../../steps/serving.ts';
import type { Cancelled, Coming, Incoming, LoadSource } from '../load/load-source.ts';
import type { Turns } from './turns.ts';

/** A request as it is submitted. */
export type Submitted = Omit<Incoming, 'arrived'>;

/** One that is submitted and not taken, and when that was, by `performance.now()`. */
interface Pending {
  readonly request: Submitted;
  readonly since: number;
}

/** Whoever comes to a service, in order. A probe waits until it may have a shadow. */
export class LiveSource implements LoadSource {
  readonly expected = null;
  /** Probes that were taken and have not ended. */
  readonly probes = new Set<string>();
  readonly #turns: Turns;
  readonly #mostProbes: number;
  #pending: Pending[] = [];
  #cancelled: Cancelled[] = [];
  #open = true;
  #wake: () => void = () => undefined;
  #lastArrived = 0;

  /** `mostProbes`: how many may be compared with themselves alone at once. */
  constructor(turns: Turns, mostProbes: number) {
    this.#turns = turns;
    this.#mostProbes = mostProbes;
  }

  get waiting(): number {
    return this.#pending.length;
  }

  submit(request: Submitted): void {
    this.#pending.push({ request, since: performance.now() });
    this.#wake();
  }

  cancel(cancelled: Cancelled): void {
    this.#cancelled.push(cancelled);
    this.#wake();
  }

  /** Nobody comes any more. */
  shut(): void {
    this.#open = false;
    this.#wake();
  }

  /** Whoever waits for somebody looks round. */
  wake(): void {
    this.#wake();
  }

  /** While it waits, other queues take their turns. */
  next(): Coming {
    if (!this.#open && this.#pending.length === 0) return null;
    return { any: () => this.#turns.away(() => this.#somebody()) };
  }

  take({ ms }: Now): Incoming[] {
    const taken: Incoming[] = [];
    const left: Pending[] = [];
    for (const pending of this.#pending) {
      const { request, since } = pending;
      if (this.#mayBegin(request)) taken.push({ ...request, arrived: this.#arrived(ms, since) });
      else left.push(pending);
    }
    this.#pending = left;
    return taken;
  }

  /** Everyone who was not taken, as nobody will be any more. */
  left(ms: number): Incoming[] {
    const left = this.#pending.map(({ request, since }) => ({
      ...request,
      arrived: this.#arrived(ms, since),
    }));
    this.#pending = [];
    return left;
  }

  ended(id: string): void {
    this.probes.delete(id);
  }

  /** Whoever gave up before he was taken is taken first. */
  cancelled(): readonly Cancelled[] {
    const pending = new Set(this.#pending.map(({ request }) => request.id));
    const gone = this.#cancelled.filter(({ id }) => !pending.has(id));
    if (gone.length > 0) this.#cancelled = this.#cancelled.filter(({ id }) => pending.has(id));
    return gone;
  }

  #mayBegin({ id, role }: Submitted): boolean {
    if (role !== 'probe') return true;
    const free = this.probes.size < this.#mostProbes;
    if (free) this.probes.add(id);
    return free || this.#cancelled.some((cancelled) => cancelled.id === id);
  }

  /** By the run's clock, which a held run stops: never later than now, nor sooner than whoever came before. */
  #arrived(now: number, since: number): number {
    this.#lastArrived = Math.min(now, Math.max(this.#lastArrived, now - (performance.now() - since)));
    return this.#lastArrived;
  }

  #somebody(): Promise<void> {
    if (!this.#open || this.#pending.length > 0 || this.#cancelled.length > 0) return Promise.resolve();
    return new Promise((resolve) => {
      this.#wake = () => {
        this.#wake = () => undefined;
        resolve();
      };
    });
  }
}
