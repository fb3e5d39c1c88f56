import type { LoadArm } from '../../../../../results/load/load-record.ts';
import { sharedLength } from '../load-parts/arm-pairs.ts';

/** A text, how many were given it, and where it parts from the most given other one; 0: there is none. */
export interface GivenAnswer {
  readonly text: string;
  readonly count: number;
  readonly parts: number;
}

/** The different answers of an arm whose requests all ask the same, the most given first. */
export function answersOf({ requests }: Pick<LoadArm, 'requests'>): GivenAnswer[] {
  const counts = new Map<string, number>();
  for (const { text } of requests) counts.set(text, (counts.get(text) ?? 0) + 1);
  const sorted = [...counts].toSorted(([, a], [, b]) => b - a);
  return sorted.map(([text, count]) => {
    const other = sorted.find(([each]) => each !== text);
    return { text, count, parts: other ? sharedLength(text, other[0]) : 0 };
  });
}

/** Requests that another replica answered, or another model or format that nobody meant for them. */
export function elsewhere({ requests, faults }: Pick<LoadArm, 'requests' | 'faults'>): number {
  return faults?.misrouted.length ?? requests.filter(({ route }) => route?.replica === 1).length;
}

/** Milliseconds of the clock that the unluckiest waited for its first token; of those that had one. */
export function longestWait({ requests }: Pick<LoadArm, 'requests'>): number {
  const waits = requests.flatMap(({ tokenTimes, arrived }) =>
    tokenTimes.slice(0, 1).map((at) => at - arrived),
  );
  return Math.max(0, ...waits);
}
