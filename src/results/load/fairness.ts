import { jainIndex } from '../../numerics/jain.ts';
import { distributionOf } from './distribution.ts';
import type { Distribution, LoadRequest } from './load-record.ts';

/** Those of one tier at one replica. */
export interface ServedGroup {
  readonly tier: number;
  /** 0: the arm's own, 1: the second one. */
  readonly replica: number;
  readonly requests: number;
  readonly done: number;
  /** Milliseconds; null where none is done. */
  readonly ttft: Distribution | null;
  readonly e2el: Distribution | null;
}

/** How evenly an arm served its requests. */
export interface Fairness {
  /** Jain's index of tokens a second that requests got from arrival to end; whoever got no answer got nothing. */
  readonly jain: number;
  readonly groups: readonly ServedGroup[];
}

/** Null where nobody has ended. */
export function fairnessOf(requests: readonly LoadRequest[]): Fairness | null {
  const over = requests.filter(({ outcome }) => outcome.kind !== 'unfinished');
  if (over.length === 0) return null;
  const keys = new Map<string, LoadRequest[]>();
  for (const request of over) {
    const key = `${request.tier} ${request.route?.replica ?? 0}`;
    keys.set(key, [...(keys.get(key) ?? []), request]);
  }
  const groups = [...keys.values()].map(groupOf);
  return {
    jain: jainIndex(over.map(rateOf)),
    groups: groups.toSorted((a, b) => a.tier - b.tier || a.replica - b.replica),
  };
}

function rateOf({ outcome, tokens, arrived, ended }: LoadRequest): number {
  return outcome.kind === 'done' && ended !== null ? (1000 * tokens.length) / (ended - arrived) : 0;
}

function groupOf(group: readonly LoadRequest[]): ServedGroup {
  const done = group.filter(({ outcome }) => outcome.kind === 'done');
  const [{ tier, route }] = group;
  return {
    ...{ tier, replica: route?.replica ?? 0, requests: group.length, done: done.length },
    ttft: distributionOf(done.map(({ tokenTimes, arrived }) => tokenTimes[0] - arrived)),
    e2el: distributionOf(done.map(({ ended, arrived }) => ended! - arrived)),
  };
}
