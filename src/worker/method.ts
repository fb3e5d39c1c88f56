import type { Gate } from '../lab/gate.ts';
import type { Lane } from './aside.ts';
import { failed, type Outcome, outcome } from './outcome.ts';
import type { Plain, Sent } from './plain.ts';
import type { Turns } from './turns.ts';

/** What a piece of work has beside its arguments. */
export interface Work<Event = never> {
  /** Aborted where the work is ended: it throws the signal's reason before its next step. */
  readonly signal: AbortSignal;
  /** Sends an event to whoever asked. Throws where one cannot be sent or taken. */
  readonly tell: (event: Event) => void;
}

/** Work that can be held and stepped. */
export interface AloneWork<Event = never> extends Work<Event> {
  /** Stands before each step. */
  readonly gate: Gate;
}

/** Where long work stands: steps done and in all. */
export interface Progress {
  readonly done: number;
  readonly total: number;
}

/** What answers a question in a worker: a row of its subject's table. */
export type Method<Args extends readonly unknown[], Value, Event> = (
  place: Place<Event>,
  ...args: Args
) => Promise<Outcome<Value>>;

/** Where a method works: whose turn it is there, and who hears its events. */
interface Place<Event> {
  readonly turns: Turns;
  readonly tell: (event: Event) => void;
}

/** Rows of a subject's table, by the question's name. */
export type Methods = Readonly<Record<string, Method<never[], unknown, unknown>>>;

/** A function that answers; what it takes, tells and gives is plain. */
type Answer<Given extends readonly unknown[], Args extends readonly unknown[], Value, Event> = ((
  ...given: [...Given, ...Args]
) => Value | Promise<Value>) &
  ((...given: never[]) => Plain<Value> | Promise<Plain<Value>>) &
  Sent<[...Args, Event]>;

/** Answers at once, whatever else is under way. */
export function quick<Args extends readonly unknown[], Value>(
  answer: Answer<[], Args, Value, never>,
): Method<Args, Value, never> {
  return (_, ...args) => outcome(() => answer(...args));
}

/** Takes long, and gives way to what is `alone`: one piece at a time, each after those asked for before. `keyOf` names it, to end it by itself. */
export function aside<Event, Args extends readonly unknown[], Value>(
  lane: Lane,
  answer: Answer<[Work<Event>], Args, Value, Event>,
  keyOf?: (...args: Args) => string,
): Method<Args, Value, Event> {
  return ({ turns, tell }, ...args) =>
    turns.besides({ lane, ...(keyOf && { key: keyOf(...args) }) }, async (signal) =>
      answer({ signal, tell: unlessEnded(signal, tell) }, ...args),
    );
}

/** Takes the worker for itself: refused while another such piece is under way, and ends what is aside. */
export function alone<Event, Args extends readonly unknown[], Value>(
  answer: Answer<[AloneWork<Event>], Args, Value, Event>,
): Method<Args, Value, Event> {
  return ({ turns, tell }, ...args) =>
    turns.alone(async (signal, gate) => answer({ signal, gate, tell: unlessEnded(signal, tell) }, ...args));
}

/** Work that is ended by its key alone. */
export type Running = Map<string, AbortController>;

/** Takes long, and neither waits for other work nor is ended by it: what is done between a host and storage. One piece of a key at a time. */
export function freely<Event, Args extends readonly unknown[], Value>(
  running: Running,
  keyOf: (...args: Args) => string,
  answer: Answer<[Work<Event>], Args, Value, Event>,
): Method<Args, Value, Event> {
  return async ({ tell }, ...args) => {
    const key = keyOf(...args);
    if (running.has(key)) return failed({ kind: 'internal', message: `${key}: this is under way already` });
    const stop = new AbortController();
    running.set(key, stop);
    const { signal } = stop;
    const result = await outcome(() => answer({ signal, tell: unlessEnded(signal, tell) }, ...args));
    running.delete(key);
    return !result.ok && signal.aborted ? failed({ kind: 'cancelled', message: 'cancelled' }) : result;
  };
}

/** What was under way when its work was ended concerns nobody. */
function unlessEnded<Event>(signal: AbortSignal, tell: (event: Event) => void): (event: Event) => void {
  return (event) => {
    if (!signal.aborted) tell(event);
  };
}
