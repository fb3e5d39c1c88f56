import type { Listener } from './event-stream.ts';
import type { Method, Methods } from './method.ts';
import type { Outcome } from './outcome.ts';
import type { Ask } from './serve.ts';

/** Tables of methods as they are asked: a listener stands last where a method tells of events. Nothing rejects. */
export type Client<Subjects> = {
  readonly [Subject in keyof Subjects]: {
    readonly [Question in keyof Subjects[Subject]]: Asked<Subjects[Subject][Question]>;
  };
};

type Asked<Row> =
  Row extends Method<infer Args, infer Value, infer Event>
    ? (
        ...args: [Event] extends [never] ? Args : [...args: Args, listener: Listener<Event>]
      ) => Promise<Outcome<Value>>
    : never;

/** `client.subject.question(...)` for the tables that `ask` leads to; none of their code is needed on this side. */
export function clientOf<Subjects extends Readonly<Record<string, Methods>>>(ask: Ask): Client<Subjects> {
  return byName((subject) =>
    byName((question) => (...args: unknown[]) => {
      const name = `${subject}.${question}`;
      const last = args.at(-1);
      return isListener(last) ? ask(name, args.slice(0, -1), last) : ask(name, args);
    }),
  ) as Client<Subjects>;
}

/** Arguments are plain, so that a function can only be a listener. */
function isListener(value: unknown): value is Listener<unknown> {
  return typeof value === 'function';
}

function byName<Value>(valueAt: (name: string) => Value): object {
  return new Proxy({}, { get: (_, name) => (typeof name === 'string' ? valueAt(name) : undefined) });
}
