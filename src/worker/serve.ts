import { EventStream, type Listener } from './event-stream.ts';
import type { Methods } from './method.ts';
import { failed, type Outcome, outcome } from './outcome.ts';
import type { Turns } from './turns.ts';

/** The one thing that a worker exposes: `name` is `subject.question`, and `listener` hears what the method tells. */
export type Ask = (
  name: string,
  args: readonly unknown[],
  listener?: Listener<unknown>,
) => Promise<Outcome<unknown>>;

/** Tables of methods behind one function. An answer comes once all events before it were taken. */
export function serve(subjects: Readonly<Record<string, Methods>>, turns: Turns): Ask {
  return async (name, args, listener = nobody) => {
    const [subject, question] = name.split('.');
    const events = new EventStream<unknown>(listener);
    const tell = (event: unknown) => events.push(event);
    const answer = await subjects[subject][question]({ turns, tell }, ...(args as never[]));
    const taken = await outcome(() => events.flush());
    if (taken.ok) return answer;
    return failed({ kind: 'internal', message: `events of ${name}: ${taken.fault.message}` });
  };
}

const nobody = () => undefined;
