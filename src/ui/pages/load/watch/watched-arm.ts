import type { WatchedEvent } from '../../../../lab/served/event-schema.ts';
import { counted } from '../../../../results/text.ts';
import { ArmView } from '../arm-view.ts';
import { newestEvents, weightOf, weightOfAll } from './kept-events.ts';

/** Weight of events from which on the older half is let go: some 60 MB with what is drawn of them. */
const MOST = 200_000;

/** Requests under way when watching began of which the numbers are remembered, to be counted. */
const MOST_UNSEEN = 10_000;
const MOST_NOTES = 6;

type Began = Extract<WatchedEvent, { readonly type: 'began' }>;

/**
 * An arm of a server that is watched, as a view that grows. A server has no end: events are held as they came, up to a weight; past it the older half is
 * let go and the view made anew of the rest, its clock beginning with that. What a server tells of requests whose arrival was not heard is counted and not drawn.
 */
export class WatchedArm {
  /** Another object once older events were let go. */
  view: ArmView;
  readonly #most: number;
  #began: Began;
  #events: WatchedEvent[] = [];
  #weight = 0;
  /** What the server's clock is less for the view's: the first thing that is drawn is at 0. */
  #origin: number | null = null;
  /** By the server's number of a request, its place in the view, how many tokens came, and whether it has ended. */
  #places = new Map<number, { readonly at: number; tokens: number; ended: boolean }>();
  #ids = new Set<string>();
  readonly #unseen = new Set<number>();
  #latest = 0;
  #letGo = 0;
  readonly #notes: string[] = [];

  constructor(began: Began, most = MOST) {
    this.#began = began;
    this.#most = most;
    this.view = this.#opened();
  }

  take(event: WatchedEvent): void {
    if (event.type === 'began') this.#beginAgain(event);
    else if (this.#fits(event)) {
      this.#latest = Math.max(this.#latest, event.at);
      this.#events.push(event);
      this.#weight += weightOf(event);
      this.#draw(event);
      if (this.#weight > this.#most) this.#letOlderGo();
    }
  }

  /** The stream broke off: how those who were under way ended nobody will know. */
  lost(): void {
    for (const [request, { ended }] of this.#places) {
      if (ended) continue;
      const at = this.#latest;
      this.take({
        ...{ type: 'ended', arm: this.view.arm, at, request },
        ...{ outcome: { kind: 'unfinished' }, fingerprint: null },
      });
    }
  }

  /** Says something of the watch below the picture. */
  note(words: string): void {
    this.#notes.push(words);
    if (this.#notes.length > MOST_NOTES) this.#notes.shift();
    this.#tellNotes();
  }

  /** The clock of a server that was started again has gone back. */
  #beginAgain(began: Began): void {
    this.#began = began;
    if (began.at < this.#latest) {
      this.#forget();
      this.note('The server was started again: what is drawn is since then.');
    }
  }

  #forget(): void {
    [this.#events, this.#weight, this.#origin, this.#latest] = [[], 0, null, 0];
    [this.#places, this.#ids] = [new Map(), new Set()];
    this.#unseen.clear();
    this.view = this.#opened();
  }

  /** Whether an event goes on from what is known: whoever came before the watch, or told twice, is not drawn. */
  #fits(event: WatchedEvent): boolean {
    if (event.type === 'arrived') return !this.#places.has(event.request) && !this.#ids.has(event.id);
    if (!('request' in event)) return true;
    const place = this.#places.get(event.request);
    if (!place) {
      if (this.#unseen.size < MOST_UNSEEN) this.#unseen.add(event.request);
      this.#tellNotes();
      return false;
    }
    return !place.ended && (event.type !== 'token' || event.position === place.tokens);
  }

  #draw(event: WatchedEvent): void {
    this.#origin ??= event.type === 'step' ? event.step.at : event.at;
    const at = Math.max(0, event.at - this.#origin);
    if (event.type === 'step') {
      this.view.take({ ...event, at, step: this.#placed(event.step, this.#origin) });
      return;
    }
    if (event.type === 'arrived') {
      this.#places.set(event.request, { at: this.view.requests.length, tokens: 0, ended: false });
      this.#ids.add(event.id);
    }
    if (event.type === 'device-replaced') {
      this.note(`${event.message}: ${counted(event.requests, 'request')} computed again on a new device.`);
      return;
    }
    if (!('request' in event)) {
      this.view.take({ ...event, at });
      return;
    }
    const place = this.#places.get(event.request);
    if (!place) return;
    if (event.type === 'token') place.tokens++;
    if (event.type === 'ended') place.ended = true;
    this.view.take({ ...event, at, request: place.at });
  }

  #placed<Step extends { readonly at: number; readonly owners?: readonly number[] }>(
    step: Step,
    origin: number,
  ): Step {
    const { owners, ...rest } = { ...step, at: Math.max(0, step.at - origin) };
    const placed = owners?.map((owner) => (owner < 0 ? owner : (this.#places.get(owner)?.at ?? null)));
    // Whose blocks they are could not be said: such a step has no picture of the pool.
    return (placed && !placed.includes(null) ? { ...rest, owners: placed } : rest) as Step;
  }

  #letOlderGo(): void {
    const before = this.view.requests.length;
    const events = newestEvents(this.#events, this.#most / 2);
    const { switches } = this.view;
    this.#origin = events.reduce((least, { at }) => Math.min(least, at), Number.POSITIVE_INFINITY);
    [this.#events, this.#weight] = [events, weightOfAll(events)];
    [this.#places, this.#ids] = [new Map(), new Set()];
    // As it serves now, not as it began.
    this.#began = { ...this.#began, serving: switches.at(-1)?.serving ?? this.#began.serving };
    this.view = this.#opened();
    for (const event of events) this.#draw(event);
    this.#letGo += before - this.view.requests.length;
    this.#tellNotes();
  }

  #opened(): ArmView {
    const view = new ArmView(this.#began.arm);
    view.take({ ...this.#began, at: 0 });
    view.notes.push(...this.#words());
    return view;
  }

  #tellNotes(): void {
    this.view.notes.splice(0, this.view.notes.length, ...this.#words());
  }

  #words(): string[] {
    return [
      ...(this.#unseen.size > 0
        ? [
            `${counted(this.#unseen.size, 'request')} came before what is held here: they count in steps, and have no lane.`,
          ]
        : []),
      ...(this.#letGo > 0
        ? [
            `${counted(this.#letGo, 'older request')} and their steps are no longer held: a server has no end, a page’s memory has one.`,
          ]
        : []),
      ...this.#notes,
    ];
  }
}
