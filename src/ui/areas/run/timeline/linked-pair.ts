import type { Experiment } from '../../../../experiment/schema.ts';
import { pairKeyOf } from '../../../../results/compare-reports.ts';

/** The pair that an arm's steps are linked with: tokens of its probe light up in the streams. */
export interface LinkedPair {
  readonly key: string;
  readonly probe: string;
  readonly a: string;
  readonly b: string;
  /** The arm across. */
  readonly other: string;
}

/** The first pair of the experiment that an arm is in; null where it is in none. */
export function linkedPair({ arms, compare, requests }: Experiment, arm: string): LinkedPair | null {
  const pair = compare.find((names) => names.includes(arm));
  if (!pair) return null;
  const [a, b] = pair;
  const members = [a, b].map((name) => arms.find((each) => each.name === name)?.requests ?? []);
  const probe = requests.find(({ id, role }) => role === 'probe' && members.every((ids) => ids.includes(id)));
  if (!probe) return null;
  return { key: pairKeyOf({ a, b, probe: probe.id }), probe: probe.id, a, b, other: arm === a ? b : a };
}
