import type { Experiment, ExperimentArm, ExperimentRequest } from '../../experiment/schema.ts';
import { findFork } from '../../results/diff.ts';
import type { StreamToken } from '../store/lab-state.ts';

/** One probe in two arms that the experiment compares. */
export interface Pair {
  readonly a: ExperimentArm;
  readonly b: ExperimentArm;
  readonly probe: ExperimentRequest;
}

export function pairsOf({ arms, compare, requests }: Experiment): Pair[] {
  return compare.flatMap(([nameA, nameB]) => {
    const [a, b] = [nameA, nameB].map((name) => arms.find((arm) => arm.name === name)!);
    const shared = requests.filter(({ id, role }) => {
      return role === 'probe' && a.requests.includes(id) && b.requests.includes(id);
    });
    return shared.map((probe) => ({ a, b, probe }));
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
  return `${a.name}/${b.name}/${probe.id}`;
}
