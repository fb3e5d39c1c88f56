import type { LoadArm, LoadRequest } from '../../results/load/load-record.ts';
import { passes } from '../../results/score.ts';
import type { Task } from '../tasks/task-file.ts';
import { EFFECTS, type Effect, type Seen } from './coupling-report.ts';

type Judged = Pick<LoadArm, 'requests'>;
type Beside = Pick<Seen, 'effect' | 'position'>;

const NOTHING: Beside = { effect: 'nothing', position: null };

/** The strongest effect over the probes that two arms share, their company being what differs. */
export function effectBetween(before: Judged, after: Judged, tasks: readonly Task[]): Seen {
  let seen: Pick<Seen, 'effect' | 'position' | 'probe'> = { ...NOTHING, probe: null };
  const shared = sharedProbes(before, after);
  for (const [probe, other] of shared) {
    const found = probeBeside(probe, other);
    if (rank(found.effect) > rank(seen.effect)) seen = { ...found, probe: probe.id };
  }
  const passed = passedIn(before, after, tasks);
  const effect = passed && passed.before !== passed.after ? 'pass rate' : seen.effect;
  return { ...seen, effect, passed, time: timeOf(shared) };
}

type Pair = readonly [before: LoadRequest, after: LoadRequest];

function sharedProbes(before: Judged, after: Judged): Pair[] {
  const others = new Map(after.requests.map((request) => [request.id, request]));
  return before.requests.flatMap((probe): Pair[] => {
    const other = others.get(probe.id);
    return probe.role === 'probe' && other ? [[probe, other]] : [];
  });
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

/** Answers that are cut short or never come have no time to compare. */
function timeOf(pairs: readonly Pair[]): Seen['time'] {
  const answered = pairs.filter((pair) => pair.every(({ outcome }) => outcome.kind === 'done'));
  if (answered.length === 0) return null;
  const mean = (side: 0 | 1) =>
    answered.reduce((sum, pair) => sum + pair[side].tokenTimes.at(-1)! - pair[side].arrived, 0) /
    answered.length;
  return { before: mean(0), after: mean(1) };
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
