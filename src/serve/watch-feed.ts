import type { ArmBegan, LoadEvent } from '../lab/load/load-events.ts';

type EventOf<Type extends LoadEvent['type']> = Extract<LoadEvent, { readonly type: Type }>;

/** A request that is here, as one who comes late is told of it. */
interface Here {
  readonly arrived: EventOf<'arrived'>;
  admitted: EventOf<'admitted'> | null;
  /** Since it was admitted last. */
  gaveWay: EventOf<'gave-way'> | null;
}

interface Arm {
  began: ArmBegan;
  readonly here: Map<number, Here>;
}

type Hear = (event: LoadEvent) => void;

/**
 * What a service does, for any number of watchers, whenever they come: each is told how things stand, then all that happens. Keeps only who is
 * here. Unless prompts are to be told, neither they nor what is answered goes out.
 */
export class WatchFeed {
  readonly #arms = new Map<string, Arm>();
  readonly #watchers = new Set<Watcher>();
  readonly #tellPrompts: boolean;

  constructor(tellPrompts: boolean) {
    this.#tellPrompts = tellPrompts;
  }

  get watchers(): number {
    return this.#watchers.size;
  }

  readonly hear = (heard: LoadEvent): void => {
    const event = this.#tellPrompts ? heard : withoutTexts(heard);
    for (const watcher of this.#watchers) watcher.hear(event);
    this.#keep(event);
  };

  /** Tells how things stand, then all that happens. Returns what ends it. */
  watch(hear: Hear): () => void {
    const watcher = new Watcher(hear);
    for (const { began, here } of this.#arms.values()) {
      watcher.hear(began);
      for (const { arrived, admitted, gaveWay } of here.values())
        for (const event of [arrived, admitted, gaveWay]) if (event) watcher.hear(event);
    }
    this.#watchers.add(watcher);
    return () => void this.#watchers.delete(watcher);
  }

  #keep(event: LoadEvent): void {
    if (event.type === 'began') {
      this.#arms.set(event.arm, { began: event, here: new Map() });
      return;
    }
    const arm = this.#arms.get(event.arm);
    if (!arm) return;
    switch (event.type) {
      case 'arrived':
        arm.here.set(event.request, { arrived: event, admitted: null, gaveWay: null });
        break;
      case 'admitted': {
        const here = arm.here.get(event.request);
        if (here) Object.assign(here, { admitted: event, gaveWay: null });
        break;
      }
      case 'gave-way': {
        const here = arm.here.get(event.request);
        if (here) here.gaveWay = event;
        break;
      }
      case 'ended':
        arm.here.delete(event.request);
        break;
      case 'serving':
        arm.began = { ...arm.began, serving: event.serving };
        break;
      default:
    }
  }
}

/** One watcher: its requests count from 0, in the order in which it hears of them, whenever it came. */
class Watcher {
  readonly #hear: Hear;
  readonly #arms = new Map<string, { readonly own: Map<number, number>; next: number }>();

  constructor(hear: Hear) {
    this.#hear = hear;
  }

  hear(event: LoadEvent): void {
    if (event.type === 'began') this.#arms.set(event.arm, { own: new Map(), next: 0 });
    const arm = this.#arms.get(event.arm);
    if (!arm) return;
    if (event.type === 'arrived') arm.own.set(event.request, arm.next++);
    if ('request' in event) {
      const request = arm.own.get(event.request);
      if (request === undefined) return;
      if (event.type === 'ended') arm.own.delete(event.request);
      this.#hear({ ...event, request });
    } else if (event.type === 'step' && event.step.owners) {
      const owners = event.step.owners.map((owner) => (owner < 0 ? owner : (arm.own.get(owner) ?? -1)));
      this.#hear({ ...event, step: { ...event.step, owners } });
    } else this.#hear(event);
  }
}

/** An id tells its text to whoever has the model. */
function withoutTexts(event: LoadEvent): LoadEvent {
  if (event.type === 'arrived') return { ...event, prompt: '' };
  return event.type === 'token' ? { ...event, token: 0, text: '' } : event;
}
