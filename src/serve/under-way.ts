import type { LiveAnswer } from '../lab/live/live-types.ts';
import { NotServingError } from '../lab/live/open-live-service.ts';
import type { Asked } from './asked.ts';
import type { CancelReason, Counted } from './counted.ts';
import { Refusal } from './refusal.ts';
import type { ServeLimits } from './serve-limits.ts';
import type { Served } from './served.ts';
import { type Finish, type Piece, tellChoice } from './tell-choice.ts';

/** What answers are given with, beside what they are of. */
export interface Answering {
  readonly served: Served;
  readonly limits: ServeLimits;
  readonly counted: Counted;
}

const WORDS: Readonly<Record<CancelReason, string>> = {
  client_gone: 'its client went away',
  client_slow: 'its client read too slowly',
  sibling_failed: 'another answer of the same request failed',
};

/** What the service says against a request. It names fields as the engine does. */
function refusedBy(error: unknown): unknown {
  if (error instanceof NotServingError) return new Refusal(503, error.message, { code: 'not_serving' });
  return error instanceof RangeError ? new Refusal(400, error.message) : error;
}

/** The answers of one request, from its submission on. */
export class UnderWay {
  readonly asked: Asked;
  readonly #answering: Answering;
  readonly #answers: LiveAnswer[] = [];
  readonly #over = new Set<number>();
  #cancelled: CancelReason | null = null;

  /** Throws Refusal where the queue is full or a request could never run. */
  constructor(asked: Asked, answering: Answering) {
    this.asked = asked;
    this.#answering = answering;
    const { service } = answering.served;
    const room = answering.limits.waiting - service.load.waiting;
    if (asked.asks.length > room)
      throw new Refusal(
        429,
        `${service.load.waiting} requests wait already, of ${answering.limits.waiting} that may; come again`,
        { code: 'queue_full', retryAfter: 1 },
      );
    try {
      for (const ask of asked.asks) this.#answers.push(service.submit(ask));
    } catch (error) {
      this.cancel('sibling_failed');
      throw refusedBy(error);
    }
  }

  get isCancelled(): boolean {
    return this.#cancelled !== null;
  }

  /** Ends whatever is not over; blocks are free before the next step. */
  cancel(reason: CancelReason): void {
    if (this.#cancelled !== null) return;
    this.#cancelled = reason;
    for (const [i, answer] of this.#answers.entries()) {
      if (this.#over.has(i)) continue;
      this.#answering.counted.cancelled(reason);
      answer.cancel(WORDS[reason]);
    }
  }

  /** Tells every choice, side by side, each in order. Throws the first Refusal, and ends the others. */
  async tell(hear: (index: number, told: Piece | Finish) => void): Promise<readonly Finish[]> {
    try {
      return await Promise.all(
        this.#answers.map((_, index) => this.#tellOne(index, (told) => hear(index, told))),
      );
    } catch (error) {
      this.cancel('sibling_failed');
      throw error;
    }
  }

  async #tellOne(index: number, hear: (told: Piece | Finish) => void): Promise<Finish> {
    const { asks, telling } = this.asked;
    let finish: Finish | null = null;
    try {
      for await (const told of tellChoice(
        this.#answers[index],
        asks[index],
        telling,
        this.#answering.served,
      )) {
        hear(told);
        if (told.type === 'finish') finish = told;
      }
    } finally {
      this.#over.add(index);
    }
    return finish!;
  }
}
