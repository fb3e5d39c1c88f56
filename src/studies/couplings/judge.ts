import type { LoadArm, LoadRequest } from '../../results/load/load-record.ts';
import { passes } from '../tasks/score.ts';
import type { Task } from '../tasks/task-file.ts';
import { EFFECTS, type Effect, type Seen } from './coupling-report.ts';

type Judged = Pick<LoadArm, 'requests'>;
type Beside = Pick<Seen, 'effect' | 'position'>;

const NOTHING: Beside = { effect: 'nothing', position: null };

/** The strongest effect over the probes that two arms share, their company being what differs. */
export function effectBetween(before: Judged, after: Judged, tasks: readonly Task[]): Seen {
  let seen: Omit<Seen, 'passed'> = { ...NOTHING, probe: null };
  const others = new Map(after.requests.map((request) => [request.id, request]));
  for (const probe of before.requests) {
    const other = others.get(probe.id);
    if (probe.role !== 'probe' || !other) continue;
    const found = probeBeside(probe, other);
    if (rank(found.effect) > rank(seen.effect)) seen = { ...found, probe: probe.id };
  }
  const passed = passedIn(before, after, tasks);
  const effect = passed && passed.before !== passed.after ? 'pass rate' : seen.effect;
  return { ...seen, effect, passed };
}

/** One probe in two arms: tokens before bits, bits before times. */
function probeBeside(before: LoadRequest, after: LoadRequest): Beside {
  const position = firstOther(before.tokens, after.tokens);
  if (position !== null) return { effect: 'tokens', position };
  if (before.fingerprint !== after.fingerprint) return { effect: 'bits', position: null };
  return isSameTime(before, after) ? NOTHING : { effect: 'time', position: null };
}

/** The first position at which two answers are not the same, or one has ended. */
function firstOther(a: readonly number[], b: readonly number[]): number | null {
  const longest = Math.max(a.length, b.length);
  for (let i = 0; i < longest; i++) if (a[i] !== b[i]) return i;
  return null;
}

function isSameTime(before: LoadRequest, after: LoadRequest): boolean {
  const since = ({ arrived, tokenTimes }: LoadRequest) => tokenTimes.map((at) => at - arrived);
  const [a, b] = [since(before), since(after)];
  return a.every((ms, i) => ms === b[i]);
}

function passedIn(before: Judged, after: Judged, tasks: readonly Task[]): Seen['passed'] {
  const asked = tasks.filter(({ id }) => before.requests.some((request) => request.id === id));
  if (asked.length === 0) return null;
  const count = ({ requests }: Judged) => {
    const byId = new Map(requests.map((request) => [request.id, request]));
    return asked.filter((task) => {
      const answer = byId.get(task.id);
      return answer?.outcome.kind === 'done' && passes(answer.text, task);
    }).length;
  };
  return { before: count(before), after: count(after), of: asked.length };
}

function rank(effect: Effect): number {
  return EFFECTS.indexOf(effect);
}
