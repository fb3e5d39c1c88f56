import type { RouteTaken } from '../../results/load/load-record.ts';
import type { QueueState } from '../../steps/queue.ts';
import type { NewRequest } from '../../steps/request.ts';
import { flawOf, isMisrouted, type Place, placeFor } from '../../steps/routing.ts';
import { hasArrived, type Now, type Serving } from '../../steps/serving.ts';
import type { CanaryTrial } from './canary-trial.ts';
import type { PromptJudge } from './input-quality.ts';

/** Which of an arm's replicas answers: its own, that of its route, or, unsaid, that of its fault. */
export type ReplicaKind = Place | 'wrong';

/** A request on its way. */
export interface Routed {
  readonly request: NewRequest;
  readonly to: ReplicaKind;
  /** What its record says; of a misrouted one where it should have gone. Null where there is no route. */
  readonly taken: RouteTaken | null;
}

/** Sends requests to replicas, as an arm's serving says. */
export class Router {
  readonly #serving: Pick<Serving, 'route' | 'faults'>;
  readonly #judge: PromptJudge | null;
  /** Of a route to a canary. */
  readonly trial: CanaryTrial | null;

  constructor(
    serving: Pick<Serving, 'route' | 'faults'>,
    judge: PromptJudge | null,
    trial: CanaryTrial | null,
  ) {
    this.#serving = serving;
    this.trial = trial;
    this.#judge = judge;
  }

  /** Whether it goes to the replica that is wrong. */
  misroutes(id: string): boolean {
    const { faults } = this.#serving;
    return faults !== undefined && isMisrouted(id, faults.misrouted);
  }

  /** `before`: where it was sent in a run that was broken off, and goes again. */
  async send(
    request: NewRequest,
    queues: Readonly<Partial<Record<ReplicaKind, QueueState>>>,
    now: Now,
    before?: RouteTaken,
  ): Promise<Routed> {
    const taken = before ?? (await this.#decide(request, queues, now));
    const place = taken?.replica === 1 ? 'second' : 'own';
    const lowered = taken?.flaw && place === 'own' ? { ...request, tier: (request.tier ?? 0) + 1 } : request;
    return { request: lowered, to: this.misroutes(request.id) ? 'wrong' : place, taken };
  }

  /** Null where there is no route. */
  async #decide(
    request: NewRequest,
    queues: Readonly<Partial<Record<ReplicaKind, QueueState>>>,
    now: Now,
  ): Promise<RouteTaken | null> {
    const by = this.#serving.route?.by;
    if (!by) return null;
    const quality = (await this.#judge?.judge(request.prompt)) ?? null;
    const flaw = by.kind === 'quality' && quality ? flawOf(by, quality) : null;
    const { tier = 0 } = request;
    const own = countsOf(queues.own, now);
    const second = countsOf(queues.second, now);
    const facts = {
      ...{ tier, flaw },
      canary: this.trial && { drawn: this.trial.draws(request.id), decision: this.trial.decision },
      waiting: { own: own.waiting, second: second.waiting },
      present: { own: own.present, second: second.present },
    };
    const replica = placeFor(by, facts) === 'own' ? 0 : 1;
    return { replica, ...(flaw && { flaw }), ...(quality && { quality }) };
  }

  close(): void {
    this.#judge?.close();
  }
}

function countsOf(queue: QueueState | undefined, now: Now) {
  if (!queue) return { waiting: 0, present: 0 };
  const waiting = queue.waiting.filter(({ arrival }) => hasArrived(arrival, now)).length;
  return { waiting, present: waiting + queue.running.length };
}
