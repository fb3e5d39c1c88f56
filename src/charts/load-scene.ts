import type { Role } from '../experiment/schema.ts';
import type { LoadOutcome, LoadRequest, LoadStep } from '../results/load/load-record.ts';

/** What a request does: `held` has blocks but no row of the step, `preempted` waits to be computed again, `swapped` for its blocks. */
export type LaneState = 'waiting' | 'prefill' | 'decode' | 'held' | 'preempted' | 'swapped';

/** A stretch of the run's clock, in milliseconds, in which a request did the same. */
export interface LaneSpan {
  readonly state: LaneState;
  readonly from: number;
  to: number;
}

/** A request over time. */
export interface Lane {
  readonly id: string;
  readonly role: Role;
  readonly tier: number;
  readonly promptTokens: number;
  readonly arrived: number;
  /** In order, without gaps from its arrival on; from the last one to its end, or to now, it is `idle`. */
  readonly spans: LaneSpan[];
  /** (generated tokens) when each was there. */
  readonly tokenTimes: number[];
  idle: LaneState;
  ended: number | null;
  outcome: LoadOutcome['kind'] | null;
}

export type Arrived = Pick<LoadRequest, 'id' | 'role' | 'tier' | 'promptTokens' | 'arrived'>;

/**
 * A run under load as it is drawn: lanes by arrival and steps by time. It grows with the run, each step once, so that thousands of
 * steps of a thousand requests are never gone through again. `version` tells two states of it apart.
 */
export class LoadScene {
  readonly lanes: Lane[] = [];
  readonly steps: LoadStep[] = [];
  version = 0;
  /** Milliseconds of the clock that it reaches. */
  end = 0;
  readonly #byId = new Map<string, number>();
  /** (lanes) step of its last slice. */
  readonly #latest: number[] = [];

  /** Lanes stand in order of arrival as they are told; a request told twice is the same lane. */
  arrive({ id, role, tier, promptTokens, arrived }: Arrived): void {
    if (this.#byId.has(id)) return;
    this.#byId.set(id, this.lanes.length);
    this.#latest.push(-1);
    this.lanes.push({
      ...{ id, role, tier, promptTokens, arrived, spans: [], tokenTimes: [] },
      ...{ idle: 'waiting', ended: null, outcome: null },
    });
    this.#reach(arrived);
  }

  step(step: LoadStep): void {
    const number = this.steps.length;
    const toHost = new Set(step.swapped);
    for (const id of step.preempted) this.giveWay(id, step.at, toHost.has(id) ? 'swapped' : 'preempted');
    for (const { request, kind } of step.slices) {
      const at = this.#byId.get(request);
      if (at !== undefined) this.#work(at, kind, number, step);
    }
    this.steps.push(step);
    this.#reach(step.at + step.milliseconds);
  }

  /** A request lost its blocks; what a step's own list says of it later is known then. */
  giveWay(id: string, at: number, how: 'preempted' | 'swapped'): void {
    const index = this.#byId.get(id);
    if (index === undefined || this.lanes[index].idle !== 'held') return;
    this.#idleFrom(index, at, how);
  }

  token(id: string, at: number): void {
    this.laneOf(id)?.tokenTimes.push(at);
    this.#reach(at);
  }

  finish(id: string, at: number, outcome: LoadOutcome['kind']): void {
    const lane = this.laneOf(id);
    if (!lane) return;
    lane.ended = at;
    lane.outcome = outcome;
    this.#reach(at);
  }

  laneOf(id: string): Lane | undefined {
    const at = this.#byId.get(id);
    return at === undefined ? undefined : this.lanes[at];
  }

  laneIndex(id: string): number {
    return this.#byId.get(id) ?? -1;
  }

  /** What a request did in a step that began at `from`: new work goes on with the old one where no step lies between. */
  #work(at: number, kind: 'prefill' | 'decode', number: number, { at: from, milliseconds }: LoadStep): void {
    const lane = this.lanes[at];
    const last = lane.spans.at(-1);
    const follows = this.#latest[at] === number - 1 && last?.state === kind;
    if (follows) last.to = from + milliseconds;
    else {
      this.#idleFrom(at, from, lane.idle);
      lane.spans.push({ state: kind, from, to: from + milliseconds });
    }
    lane.idle = 'held';
    this.#latest[at] = number;
  }

  /** Fills the time up to `until` with what the lane was idle as, and says as what it is idle from there on. */
  #idleFrom(at: number, until: number, next: LaneState): void {
    const lane = this.lanes[at];
    const last = lane.spans.at(-1);
    const from = last?.to ?? lane.arrived;
    if (until > from) {
      // Between two steps of one request a real clock has a pause that is nobody's wait.
      if (lane.idle === 'held' && last && this.#latest[at] === this.steps.length - 1) last.to = until;
      else lane.spans.push({ state: lane.idle, from, to: until });
    }
    lane.idle = next;
  }

  #reach(at: number): void {
    this.end = Math.max(this.end, at);
    this.version++;
  }
}

/** The scene of a run that is over. */
export function sceneOf(requests: readonly LoadRequest[], steps: readonly LoadStep[]): LoadScene {
  const scene = new LoadScene();
  const inOrder = requests.toSorted((a, b) => a.arrived - b.arrived);
  for (const request of inOrder) {
    scene.arrive(request);
    scene.laneOf(request.id)?.tokenTimes.push(...request.tokenTimes);
  }
  for (const step of steps) scene.step(step);
  for (const { id, ended, outcome } of inOrder) {
    if (ended !== null) scene.finish(id, ended, outcome.kind);
  }
  return scene;
}

/** The step that ran at an instant, or the last one before it; -1 before the first. */
export function stepAt(steps: readonly LoadStep[], at: number): number {
  let [low, high] = [0, steps.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (steps[middle].at <= at) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}

/** Index of the first span that reaches beyond an instant. */
export function firstSpanAfter(spans: readonly LaneSpan[], at: number): number {
  let [low, high] = [0, spans.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (spans[middle].to <= at) low = middle + 1;
    else high = middle;
  }
  return low;
}
