import type { WatchedEvent } from '../../../../lab/served/event-schema.ts';
import { counted } from '../../../../results/text.ts';
import { ArmView } from '../arm-view.ts';
import { newestEvents, weightOf, weightOfAll } from './kept-events.ts';
import { StreamRequests } from './stream-requests.ts';

/** Weight of events from which on the older half is let go: some 60 MB with what is drawn of them. */
const MOST = 200_000;

const MOST_NOTES = 6;

type Began = Extract<WatchedEvent, { readonly type: 'began' }>;
type Step = Extract<WatchedEvent, { readonly type: 'step' }>['step'];

/**
 * An arm of a server that is watched, as a view that grows. A server has no end: events are held as they came, up to a weight; past it the older half is
 * let go and the view made anew of the rest, its clock beginning with that. Whatever a server tells of requests whose arrival was not heard is counted and not drawn.
 */
export class WatchedArm {
  /** Another object once older events were let go. */
  view: ArmView;
  readonly #most: number;
  #began: Began;
  /** Of requests by numbers of this arm's own, which count on over streams. */
  #events: WatchedEvent[] = [];
  #weight = 0;
  /** What the server's clock is less for the view's: the first thing that is drawn is at 0. */
  #origin: number | null = null;
  /** (requests by own number) place in the view. */
  #places = new Map<number, number>();
  #stream = new StreamRequests();
  /** The server's clock as far as it was heard. */
  #latest = Number.NEGATIVE_INFINITY;
  /** Of a stream that was taken up again, until something tells whether the server went on or was started anew; null: that is known. */
  #undecided: WatchedEvent[] | null = null;
  #letGo = 0;
  readonly #notes: string[] = [];

  constructor(began: Began, most = MOST) {
    this.#began = began;
    this.#most = most;
    this.view = this.#opened();
  }

  take(event: WatchedEvent): void {
    if (event.type === 'began') {
      this.lost();
      this.#began = event;
      this.#undecided = [];
    } else if (this.#undecided === null) this.#accept(event);
    else {
      this.#undecided.push(event);
      // How things stood is told of times that are past.
      if (!['arrived', 'admitted', 'gave-way'].includes(event.type)) this.#decide(event.at < this.#latest);
      else if (event.at > this.#latest) this.#decide(false);
    }
  }

  /** The stream broke off: how those who were under way ended nobody will know. */
  lost(): void {
    for (const request of this.#stream.breakOff()) {
      const at = this.#latest;
      this.#hold({
        ...{ type: 'ended', arm: this.view.arm, at, request },
        ...{ outcome: { kind: 'unfinished' }, fingerprint: null },
      });
    }
    this.#tellNotes();
  }

  /** Says something of the watch below the picture. */
  note(words: string): void {
    this.#notes.push(words);
    if (this.#notes.length > MOST_NOTES) this.#notes.shift();
    this.#tellNotes();
  }

  /** A server's clock that has gone back is another server's. */
  #decide(anew: boolean): void {
    const waited = this.#undecided ?? [];
    this.#undecided = null;
    if (anew) {
      [this.#events, this.#weight, this.#origin] = [[], 0, null];
      [this.#places, this.#stream] = [new Map(), new StreamRequests()];
      this.#latest = Number.NEGATIVE_INFINITY;
      this.view = this.#opened();
      this.note('The server was started again: what is drawn is since then.');
    }
    for (const event of waited) this.#accept(event);
  }

  #accept(told: WatchedEvent): void {
    const { unseen, begun, silent } = this.#stream;
    const event = this.#stream.own(told);
    this.#latest = Math.max(this.#latest, told.at);
    if (event) this.#hold(event);
    const now = this.#stream;
    if (unseen !== now.unseen || begun !== now.begun || silent !== now.silent) this.#tellNotes();
  }

  #hold(event: WatchedEvent): void {
    this.#events.push(event);
    this.#weight += weightOf(event);
    this.#draw(event);
    if (this.#weight > this.#most) this.#letOlderGo();
  }

  #draw(event: WatchedEvent): void {
    this.#origin ??= event.type === 'step' ? event.step.at : event.at;
    const at = Math.max(0, event.at - this.#origin);
    if (event.type === 'step') this.view.take({ ...event, at, step: this.#placed(event.step, this.#origin) });
    else if (event.type === 'device-replaced')
      this.note(`${event.message}: ${counted(event.requests, 'request')} computed again on a new device.`);
    else if (!('request' in event)) this.view.take({ ...event, at });
    else {
      if (event.type === 'arrived') this.#places.set(event.request, this.view.requests.length);
      const request = this.#places.get(event.request);
      if (request !== undefined) this.view.take({ ...event, at, request });
    }
  }

  /** A step on the view's clock, its blocks by places in the view: whose are not drawn would be somebody else's. */
  #placed({ owners, ...step }: Step, origin: number): Step {
    const placed = owners?.map((owner) => (owner < 0 ? owner : this.#places.get(owner)));
    const known = placed?.filter((owner) => owner !== undefined);
    return {
      ...{ ...step, at: Math.max(0, step.at - origin) },
      ...(known && known.length === placed?.length && { owners: known }),
    };
  }

  #letOlderGo(): void {
    const before = this.view.requests.length;
    const events = newestEvents(this.#events, this.#most / 2);
    this.#origin = events.reduce((least, { at }) => Math.min(least, at), Number.POSITIVE_INFINITY);
    [this.#events, this.#weight] = [events, weightOfAll(events)];
    this.#places = new Map();
    // As it serves now, not as it began.
    this.#began = { ...this.#began, serving: this.view.serving };
    this.view = this.#opened();
    for (const event of events) this.#draw(event);
    this.#letGo += before - this.view.requests.length;
    this.#tellNotes();
  }

  #opened(): ArmView {
    const view = new ArmView(this.#began.arm);
    view.take({ ...this.#began, at: 0 });
    return view;
  }

  #tellNotes(): void {
    const { unseen, silent, begun } = this.#stream;
    const words = [
      ...(silent
        ? [
            'This server tells watchers neither prompts nor answers, so tokens have no text here: lab serve --tell-prompts does.',
          ]
        : []),
      ...(begun > 0
        ? [`${counted(begun, 'request')} had begun before: their first tokens are not drawn.`]
        : []),
      ...(unseen > 0
        ? [
            `${counted(unseen, 'request')} came before what is held here: they count in steps, and have no lane.`,
          ]
        : []),
      ...(this.#letGo > 0
        ? [
            `${counted(this.#letGo, 'older request')} and their steps are no longer held: a server has no end, a page’s memory has one.`,
          ]
        : []),
      ...this.#notes,
    ];
    this.view.notes.splice(0, this.view.notes.length, ...words);
  }
}
