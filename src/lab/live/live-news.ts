import type { LoadEvent } from '../load/load-events.ts';

type Listener = (event: LoadEvent) => void;

/** What whoever begins to listen has to know of one queue: how it is served, and who is there. */
interface Present {
  began: Extract<LoadEvent, { type: 'began' }>;
  /** By request, its arrival and where it stands since. */
  readonly requests: Map<number, LoadEvent[]>;
}

/** Hands events on to whoever listens; a newcomer is told first what queues there are and who is in them. */
export class LiveNews {
  readonly #listeners = new Set<Listener>();
  readonly #queues = new Map<string, Present>();

  readonly tell: Listener = (event) => {
    this.#keep(event);
    for (const listener of this.#listeners) listener(event);
  };

  /** Returns what ends it. */
  listen(listener: Listener): () => void {
    for (const { began, requests } of this.#queues.values()) {
      listener(began);
      for (const events of requests.values()) for (const event of events) listener(event);
    }
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  #keep(event: LoadEvent): void {
    if (event.type === 'began') this.#queues.set(event.arm, { began: event, requests: new Map() });
    const queue = this.#queues.get(event.arm);
    if (!queue) return;
    switch (event.type) {
      case 'serving':
        queue.began = { ...queue.began, serving: event.serving };
        break;
      case 'arrived':
        queue.requests.set(event.request, [event]);
        break;
      case 'admitted':
      case 'gave-way': {
        const [arrived] = queue.requests.get(event.request)!;
        queue.requests.set(event.request, [arrived, event]);
        break;
      }
      case 'ended':
        queue.requests.delete(event.request);
        break;
      case 'arm-ended':
        this.#queues.delete(event.arm);
        break;
      default:
    }
  }
}
