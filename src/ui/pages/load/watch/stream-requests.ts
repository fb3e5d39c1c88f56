import type { WatchedEvent } from '../../../../lab/served/event-schema.ts';

/** Requests that cannot be drawn of which the numbers are remembered, to be counted. */
const MOST_UNSEEN = 10_000;

/** A request that is under way in a stream. */
interface Open {
  readonly id: string;
  /** Its own number, unlike any other's of all streams. */
  readonly own: number;
  /** The first position that was heard of; null before that. */
  first: number | null;
  tokens: number;
  ended: boolean;
}

/**
 * The requests of a stream of events: a server counts them anew for each watcher, so that they get numbers of their own. Says which events go on from what
 * is known: whoever came before the watch, or is told twice, is not drawn.
 */
export class StreamRequests {
  /** By the stream's number. */
  #open = new Map<number, Open>();
  readonly #byId = new Map<string, Open>();
  /** Numbers of those who ended since the last step, which may still say something of them. */
  #over: number[] = [];
  readonly #unseen = new Set<number>();
  #next = 0;
  /** Requests that had begun when the stream was taken up. */
  begun = 0;
  /** Whether tokens came, and none with a text. */
  silent = false;
  #texts = false;

  /** Requests whose arrival was not heard. */
  get unseen(): number {
    return this.#unseen.size;
  }

  /** The event by own numbers; null where it does not go on from what is known. */
  own(event: WatchedEvent): WatchedEvent | null {
    if (event.type === 'arrived') return this.#arrive(event);
    if (event.type === 'step') return { ...event, step: this.#stepOf(event.step) };
    if (!('request' in event)) return event;
    const open = this.#open.get(event.request);
    if (!open) {
      if (this.#unseen.size < MOST_UNSEEN) this.#unseen.add(event.request);
      return null;
    }
    if (open.ended) return null;
    if (event.type === 'ended') {
      open.ended = true;
      this.#over.push(event.request);
    }
    if (event.type !== 'token') return { ...event, request: open.own };
    if (!this.#takes(open, event)) return null;
    return { ...event, request: open.own, position: open.tokens++ };
  }

  /** @returns own numbers of those who were under way; what a stream says later is of others. */
  breakOff(): readonly number[] {
    const open = [...this.#open.values()].filter(({ ended }) => !ended);
    [this.#open, this.#over] = [new Map(), []];
    this.#byId.clear();
    return open.map(({ own }) => own);
  }

  #arrive(event: Extract<WatchedEvent, { type: 'arrived' }>): WatchedEvent | null {
    if (this.#open.has(event.request) || this.#byId.has(event.id)) return null;
    const open: Open = { id: event.id, own: this.#next++, first: null, tokens: 0, ended: false };
    this.#open.set(event.request, open);
    this.#byId.set(event.id, open);
    return { ...event, request: open.own };
  }

  #takes(open: Open, { position, text }: Extract<WatchedEvent, { type: 'token' }>): boolean {
    this.#texts ||= text !== '';
    this.silent = !this.#texts;
    if (open.first === null) {
      open.first = position;
      if (position > 0) this.begun++;
    }
    return position === open.first + open.tokens;
  }

  /** Positions as they are drawn: of who had begun before, less those that were not heard. */
  #stepOf(step: Extract<WatchedEvent, { type: 'step' }>['step']): typeof step {
    const shadows = step.shadows?.flatMap((shadow) => {
      const first = this.#byId.get(shadow.request)?.first ?? null;
      return first === null || shadow.position < first
        ? []
        : [{ ...shadow, position: shadow.position - first }];
    });
    // An owner is a number of the stream as well; who is not known cannot be named.
    const owners = step.owners?.map((owner) => (owner < 0 ? owner : this.#open.get(owner)?.own));
    const { owners: _, ...rest } = step;
    const known = owners?.filter((owner) => owner !== undefined);
    this.#letGo();
    return {
      ...rest,
      ...(shadows && { shadows }),
      ...(known && known.length === owners?.length && { owners: known }),
    };
  }

  #letGo(): void {
    for (const request of this.#over) {
      const open = this.#open.get(request);
      this.#open.delete(request);
      if (open) this.#byId.delete(open.id);
    }
    this.#over = [];
  }
}
