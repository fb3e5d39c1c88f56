import type { LiveService } from '../lab/live/live-types.ts';
import type { LoadEvent } from '../lab/load/load-events.ts';

type Hear = (event: LoadEvent) => void;

/**
 * What a service does, for any number of watchers, whenever they come: the service tells each who is there, then all that happens. Unless prompts
 * are to be told, neither they nor what is answered goes out.
 */
export class WatchFeed {
  readonly #service: Pick<LiveService, 'listen'>;
  readonly #tellPrompts: boolean;
  #watchers = 0;

  constructor(service: Pick<LiveService, 'listen'>, tellPrompts: boolean) {
    this.#service = service;
    this.#tellPrompts = tellPrompts;
  }

  get watchers(): number {
    return this.#watchers;
  }

  /** Returns what ends it. */
  watch(hear: Hear): () => void {
    const numbering = new Numbering();
    this.#watchers++;
    const stop = this.#service.listen((heard) => {
      const event = numbering.of(this.#tellPrompts ? heard : withoutTexts(heard));
      if (event) hear(event);
    });
    return () => {
      stop();
      this.#watchers--;
    };
  }
}

/** A watcher's requests count from 0, in the order in which it hears of them, whenever it came: it draws them as if it had been there from the beginning. */
class Numbering {
  readonly #arms = new Map<string, { readonly own: Map<number, number>; next: number }>();

  /** Null where the event is of nobody that the watcher knows. */
  of(event: LoadEvent): LoadEvent | null {
    if (event.type === 'began') this.#arms.set(event.arm, { own: new Map(), next: 0 });
    const arm = this.#arms.get(event.arm);
    if (!arm) return null;
    if (event.type === 'arrived') arm.own.set(event.request, arm.next++);
    if ('request' in event) {
      const request = arm.own.get(event.request);
      if (request === undefined) return null;
      if (event.type === 'ended') arm.own.delete(event.request);
      return { ...event, request };
    }
    if (event.type !== 'step' || !event.step.owners) return event;
    const owners = event.step.owners.map((owner) => (owner < 0 ? owner : (arm.own.get(owner) ?? -1)));
    return { ...event, step: { ...event.step, owners } };
  }
}

/** An id tells its text to whoever has the model, and a hash of a prompt whether it is one that he guesses. */
function withoutTexts(event: LoadEvent): LoadEvent {
  switch (event.type) {
    case 'arrived':
      return { ...event, prompt: '' };
    case 'token':
      return { ...event, token: 0, text: '' };
    case 'ended': {
      const { promptHash: _, ...rest } = event;
      return rest;
    }
    case 'step': {
      const { shadows } = event.step;
      if (!shadows) return event;
      const told = shadows.map(({ alone: _, ...rest }) => rest);
      return { ...event, step: { ...event.step, shadows: told } };
    }
    default:
      return event;
  }
}
