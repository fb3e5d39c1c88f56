import type { Experiment, ExperimentArm, ExperimentRequest } from '../../experiment/schema.ts';
import { pairKeyOf } from '../../results/compare-reports.ts';
import { findFork } from '../../results/diff.ts';
import type { StreamToken } from './lab-state.ts';

/** One probe in two arms that the experiment compares. */
export interface Pair {
  readonly a: ExperimentArm;
  readonly b: ExperimentArm;
  readonly probe: ExperimentRequest;
}

/** Every part of the page asks for them, at each piece of news. */
const known = new WeakMap<Experiment, readonly Pair[]>();

/** What an experiment compares, in its order. */
export function pairsOf(experiment: Experiment): readonly Pair[] {
  const pairs = known.get(experiment) ?? findPairs(experiment);
  known.set(experiment, pairs);
  return pairs;
}

function findPairs({ arms, compare, requests }: Experiment): Pair[] {
  const byName = new Map(arms.map((arm) => [arm.name, { arm, members: new Set(arm.requests) }]));
  const probes = requests.filter(({ role }) => role === 'probe');
  return compare.flatMap(([nameA, nameB]) => {
    const [a, b] = [nameA, nameB].map((name) => byName.get(name)!);
    const shared = probes.filter(({ id }) => a.members.has(id) && b.members.has(id));
    return shared.map((probe) => ({ a: a.arm, b: b.arm, probe }));
  });
}

/** First token that differs among those that both arms have by now; null where none does. */
export function forkSoFar(a: readonly StreamToken[], b: readonly StreamToken[]): number | null {
  const shared = Math.min(a.length, b.length);
  const ids = (stream: readonly StreamToken[]) => stream.slice(0, shared).map(({ token }) => token);
  return findFork(ids(a), ids(b));
}

/** Id of a pair on the page. */
export function pairKey({ a, b, probe }: Pair): string {
  return pairKeyOf({ a: a.name, b: b.name, probe: probe.id });
}
