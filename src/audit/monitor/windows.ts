import { latenciesOf } from '../../results/load/load-metrics.ts';
import { Histogram } from '../metrics/histogram.ts';
import type { CanaryResult } from './canaries.ts';
import type { InputHealth } from './input-health.ts';
import { type MonitoredRequest, type MonitoredStep, occupancyOf } from './monitored.ts';

/** So many windows are kept, the latest: what a picture shows, and what memory takes, stay bounded. */
export const MOST_WINDOWS = 600;

/** What happened in one stretch of a run's clock. */
export class Window {
  /** Milliseconds of the clock. */
  readonly start: number;
  readonly milliseconds: number;
  /** Milliseconds each, of requests that are done in it. */
  readonly ttft = new Histogram();
  readonly tpot = new Histogram();
  readonly itl = new Histogram();
  readonly e2e = new Histogram();
  /** Milliseconds of its steps. */
  readonly steps = new Histogram();
  done = 0;
  refused = 0;
  failed = 0;
  tokens = 0;
  /** Highest share of the pool that requests held; null where no step had a pool. */
  occupancy: number | null = null;
  waiting = 0;
  preempted = 0;
  prompts = 0;
  faultyPrompts = 0;
  /** Positions that were looked at beside the same alone, and those with any other bit. */
  looked = 0;
  differing = 0;
  forks = 0;
  canaries = 0;
  canariesChanged = 0;

  constructor(start: number, milliseconds: number) {
    this.start = start;
    this.milliseconds = milliseconds;
  }

  get ended(): number {
    return this.done + this.refused + this.failed;
  }
}

/** An arm window by window, by when things ended on its clock. A window is there from the first to the last that had anything. */
export class ArmWindows {
  readonly milliseconds: number;
  #windows: Window[] = [];

  /** Throws RangeError unless windows are longer than nothing. */
  constructor(milliseconds: number) {
    if (!(milliseconds > 0 && Number.isFinite(milliseconds)))
      throw new RangeError(`window: expected more than 0 ms, found ${milliseconds}`);
    this.milliseconds = milliseconds;
  }

  /** Ascending; between two that had something there is none. */
  get all(): readonly Window[] {
    return this.#windows;
  }

  prompt({ faults }: InputHealth, at: number): void {
    const window = this.#at(at);
    window.prompts++;
    if (faults.length > 0) window.faultyPrompts++;
  }

  step(step: MonitoredStep): void {
    const window = this.#at(step.at + step.milliseconds);
    window.steps.add(step.milliseconds);
    const share = occupancyOf(step);
    if (share !== null) window.occupancy = Math.max(window.occupancy ?? 0, share);
    window.waiting = Math.max(window.waiting, step.waiting);
    window.preempted += step.preempted.length;
    for (const { differing, crossings = 0 } of step.shadows ?? []) {
      window.looked++;
      if (differing + crossings > 0) window.differing++;
    }
  }

  request(request: MonitoredRequest, canary: CanaryResult | null): void {
    const { outcome, ended, tokenTimes, forked } = request;
    if (ended === null || outcome.kind === 'unfinished') return;
    const window = this.#at(ended);
    window[outcome.kind]++;
    if (outcome.kind !== 'done') return;
    const { ttft, tpot, e2el } = latenciesOf(request);
    window.ttft.add(ttft);
    if (tpot !== null) window.tpot.add(tpot);
    window.e2e.add(e2el);
    window.tokens += tokenTimes.length;
    for (let i = 1; i < tokenTimes.length; i++)
      window.itl.add(Math.max(0, tokenTimes[i] - tokenTimes[i - 1]));
    if (forked) window.forks++;
    if (canary !== null && canary !== 'first') window.canaries++;
    if (canary === 'changed') window.canariesChanged++;
  }

  /** That of an instant; one so long ago that its window is no longer kept counts in the oldest. */
  #at(ms: number): Window {
    const start = Math.floor(ms / this.milliseconds) * this.milliseconds;
    let place = this.#windows.length;
    while (place > 0 && this.#windows[place - 1].start > start) place--;
    const known = this.#windows[place - 1];
    if (known?.start === start) return known;
    if (place === 0 && this.#windows.length === MOST_WINDOWS) return this.#windows[0];
    const window = new Window(start, this.milliseconds);
    this.#windows.splice(place, 0, window);
    if (this.#windows.length > MOST_WINDOWS) this.#windows.shift();
    return window;
  }
}
