import type { RouteTaken } from '../../results/load/load-record.ts';
import type { QueueState } from '../../steps/queue.ts';
import type { NewRequest } from '../../steps/request.ts';
import { flawOf, isMisrouted, type Place, placeFor } from '../../steps/routing.ts';
import { hasArrived, type Now, type Serving } from '../../steps/serving.ts';
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

  constructor(serving: Pick<Serving, 'route' | 'faults'>, judge: PromptJudge | null) {
    this.#serving = serving;
    this.#judge = judge;
  }

  async send(
    request: NewRequest,
    queues: Readonly<Partial<Record<ReplicaKind, QueueState>>>,
    now: Now,
  ): Promise<Routed> {
    const { route, faults } = this.#serving;
    const quality = (await this.#judge?.judge(request.prompt)) ?? null;
    const by = route?.by;
    const flaw = by?.kind === 'quality' && quality ? flawOf(by, quality) : null;
    const { tier = 0 } = request;
    const own = countsOf(queues.own, now);
    const second = countsOf(queues.second, now);
    const facts = {
      ...{ tier, flaw },
      waiting: { own: own.waiting, second: second.waiting },
      present: { own: own.present, second: second.present },
    };
    const place = by ? placeFor(by, facts) : 'own';
    const lowered = flaw !== null && place === 'own' ? { ...request, tier: tier + 1 } : request;
    return {
      request: lowered,
      to: faults && isMisrouted(request.id, faults.misrouted) ? 'wrong' : place,
      taken: by
        ? { replica: place === 'own' ? 0 : 1, ...(flaw && { flaw }), ...(quality && { quality }) }
        : null,
    };
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
