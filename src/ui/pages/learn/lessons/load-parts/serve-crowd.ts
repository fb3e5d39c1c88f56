import { LoadScene } from '../../../../../charts/load-scene.ts';
import type { Role } from '../../../../../experiment/schema.ts';
import { type Listed, listedSource } from '../../../../../lab/load/listed-source.ts';
import { LiveRequest } from '../../../../../lab/load/live-request.ts';
import { loadStep, ownersOf } from '../../../../../lab/load/load-step.ts';
import type { StepCost } from '../../../../../lab/load/step-cost.ts';
import { commit } from '../../../../../steps/commit.ts';
import { BLOCK_POSITIONS } from '../../../../../steps/kv-blocks.ts';
import {
  addRequests,
  createQueue,
  drainFinished,
  type QueueState,
  type SchedulerLimits,
} from '../../../../../steps/queue.ts';
import type { FinishedRequest } from '../../../../../steps/request.ts';
import { schedule } from '../../../../../steps/scheduler.ts';
import type { Serving } from '../../../../../steps/serving.ts';
import { isIdle, isSampled, onlyRefuses } from '../../../../../steps/step-plan.ts';

/** Somebody who asks; what is asked stands for nothing here, only its length does. */
export interface Comer {
  readonly id: string;
  readonly role: Role;
  readonly tier: number;
  readonly promptTokens: number;
  readonly answerTokens: number;
  /** Milliseconds of the clock. */
  readonly ms: number;
}

/** What became of a comer; times are milliseconds of the clock. */
export interface Served {
  readonly arrived: number;
  /** When each token was there; none where it was refused. */
  readonly tokenTimes: readonly number[];
  /** What it was told where it was refused. */
  readonly refused: string | null;
  /** Times it lost its blocks, to be computed again or to host memory. */
  readonly gaveWay: number;
  /** Keys dropped for good. */
  readonly evicted: number;
}

export interface ServedCrowd {
  readonly scene: LoadScene;
  readonly served: ReadonlyMap<string, Served>;
}

export interface ServingPlace {
  readonly limits: SchedulerLimits;
  readonly serving: Serving;
  /** What a step takes on the virtual clock. */
  readonly cost: StepCost;
}

/**
 * A crowd through the lab's scheduler on a virtual clock, without an engine: every token is the same, and nobody stops early. Throws
 * where the scheduler has requests and plans no step.
 */
export function serveCrowd(comers: readonly Comer[], { limits, serving, cost }: ServingPlace): ServedCrowd {
  const crowd = new Crowd(comers);
  const pool = { blocks: limits.blocks, longest: limits.blocks * BLOCK_POSITIONS };
  let queue: QueueState = createQueue([], limits);
  for (let at = 0; ; ) {
    queue = crowd.drain(addRequests(queue, crowd.arriveBy(at, queue.step), limits), at);
    const plan = schedule(queue, limits, serving, { step: queue.step, ms: at });
    if (isIdle(plan)) {
      if (crowd.next === null) break;
      at = crowd.next;
      continue;
    }
    const before = queue;
    const sampled = plan.slices.filter(isSampled).map(({ request }) => [request, 1] as const);
    queue = commit(queue, plan, new Map(sampled));
    const milliseconds = onlyRefuses(plan) ? 0 : cost.of(plan);
    if (!onlyRefuses(plan)) {
      const taken = { before, after: queue, plan, at, milliseconds, planIndex: 0, live: crowd.live, pool };
      crowd.scene.step({ ...loadStep(taken), ...ownersOf(taken) });
    }
    at += milliseconds;
    for (const [request] of sampled) crowd.scene.token(request, at);
    queue = crowd.drain(queue, at);
  }
  if (queue.running.length + queue.waiting.length > 0)
    throw new Error('the scheduler has requests and plans no step');
  return { scene: crowd.scene, served: crowd.served };
}

/** Milliseconds from a comer's arrival to its first token. Throws RangeError where it had none. */
export function firstTokenAfter({ served }: ServedCrowd, id: string): number {
  const { arrived, tokenTimes } = servedOf(served, id);
  if (tokenTimes.length === 0) throw new RangeError(`request ${id} has no token`);
  return tokenTimes[0] - arrived;
}

/** Milliseconds from a comer's arrival to its last token. Throws RangeError where it had none. */
export function answeredAfter({ served }: ServedCrowd, id: string): number {
  const { arrived, tokenTimes } = servedOf(served, id);
  const last = tokenTimes.at(-1);
  if (last === undefined) throw new RangeError(`request ${id} has no token`);
  return last - arrived;
}

/** Of who was in the crowd. Throws RangeError for anyone else. */
export function servedOf(served: ReadonlyMap<string, Served>, id: string): Served {
  const found = served.get(id);
  if (!found) throw new RangeError(`the crowd has no request ${id}`);
  return found;
}

/** Who has come, and what became of them. */
class Crowd {
  readonly scene = new LoadScene();
  readonly live = new Map<string, LiveRequest>();
  readonly served = new Map<string, Served>();
  readonly #source;

  constructor(comers: readonly Comer[]) {
    this.#source = listedSource(
      comers.map(({ id, role, tier, promptTokens, answerTokens, ms }): Listed => {
        const prompt = Array.from({ length: promptTokens }, () => 1);
        return {
          ...{ id, role, tier, promptTokens: prompt, maxNewTokens: answerTokens, stopTokens: [] },
          arrival: { ms },
        };
      }),
    );
  }

  /** When the next one comes; null: nobody does. */
  get next(): number | null {
    const next = this.#source.next();
    return next && 'ms' in next ? next.ms : null;
  }

  arriveBy(ms: number, step: number) {
    return this.#source.take({ step, ms }).map((incoming) => {
      const { id, role, tier, promptTokens, maxNewTokens, stopTokens, arrived } = incoming;
      this.live.set(id, new LiveRequest(incoming, this.live.size));
      this.scene.arrive({ id, role, tier, promptTokens: promptTokens.length, arrived });
      return { id, tier, prompt: promptTokens, maxNewTokens, stopTokens, arrival: { ms: arrived } };
    });
  }

  /** Takes out who has ended. */
  drain(queue: QueueState, at: number): QueueState {
    const [finished, rest] = drainFinished(queue);
    for (const request of finished) {
      this.scene.finish(request.id, at, request.end.kind);
      this.served.set(request.id, this.#became(request));
    }
    return rest;
  }

  #became({ id, end, preempted, swapped, evicted }: FinishedRequest): Served {
    const lane = this.scene.laneOf(id)!;
    return {
      ...{ arrived: lane.arrived, tokenTimes: lane.tokenTimes, gaveWay: preempted + swapped, evicted },
      refused: end.kind === 'refused' ? end.message : null,
    };
  }
}
