import type {
  CanaryLook,
  LoadArm,
  LoadClock,
  LoadRequest,
  LoadStep,
  RouteTaken,
} from '../../results/load/load-record.ts';
import type { ArrivedEntry, ChosenToken, LoadSink } from './load-sink.ts';

/** What of an arm stays in memory. */
export interface Keeping {
  readonly requests: boolean;
  /** The latest so many steps; true: all of them. */
  readonly steps: boolean | number;
  /** Texts of plans too where no step is kept, for whoever has the steps by events. */
  readonly plans?: boolean;
}

/** Requests, and of steps what they add up to. */
const KEEP_REQUESTS: Keeping = { requests: true, steps: false };

/** Keeps what was asked for, and hands everything on. */
export class Kept implements LoadSink, Pick<LoadArm, 'requests' | 'steps' | 'plans'> {
  readonly plans: Readonly<Record<string, string>>[] = [];
  readonly #requests = new Map<number, LoadRequest>();
  readonly #indices = new Map<string, number>();
  #steps: LoadStep[] = [];
  readonly #keeping: Keeping;
  readonly #next: LoadSink;

  constructor(keeping: Keeping = KEEP_REQUESTS, next: LoadSink = {}) {
    this.#keeping = keeping;
    this.#next = next;
  }

  /** In the order of their arrival. */
  get requests(): readonly LoadRequest[] {
    return [...this.#requests].toSorted(([a], [b]) => a - b).map(([, request]) => request);
  }

  get steps(): readonly LoadStep[] {
    const { steps } = this.#keeping;
    return typeof steps === 'number' ? this.#steps.slice(-steps) : this.#steps;
  }

  began(clock: LoadClock): void {
    this.#next.began?.(clock);
  }

  passed(request: LoadRequest, index: number): void {
    if (this.#keeping.requests) this.#requests.set(index, request);
  }

  over(): void {
    this.#next.over?.();
  }

  async arrived(entry: ArrivedEntry): Promise<void> {
    if (this.#keeping.requests) this.#indices.set(entry.id, entry.index);
    await this.#next.arrived?.(entry);
  }

  sent(request: string, route: RouteTaken): void {
    this.#next.sent?.(request, route);
  }

  looked(look: CanaryLook): void {
    this.#next.looked?.(look);
  }

  plan(index: number, texts: Readonly<Record<string, string>>): void {
    if (this.#keeping.steps !== false || this.#keeping.plans) this.plans[index] = texts;
    this.#next.plan?.(index, texts);
  }

  async step(step: LoadStep, chosen: readonly ChosenToken[]): Promise<void> {
    const { steps } = this.#keeping;
    if (steps !== false) this.#steps.push(step);
    // Cut now and then, not at every step.
    if (typeof steps === 'number' && this.#steps.length > 2 * steps) this.#steps = this.#steps.slice(-steps);
    await this.#next.step?.(step, chosen);
  }

  async request(request: LoadRequest): Promise<void> {
    if (this.#keeping.requests) this.#requests.set(this.#indices.get(request.id)!, request);
    await this.#next.request?.(request);
  }
}
