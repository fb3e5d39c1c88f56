import type { Role } from '../../experiment/schema.ts';
import type { Answer } from '../../results/score.ts';
import type { Now } from '../../steps/serving.ts';

/** A request as it arrives, its prompt as the model takes it. */
export interface Incoming {
  readonly id: string;
  readonly role: Role;
  readonly tier: number;
  /** Milliseconds of the clock; of one that comes with a step, when that step began. */
  readonly arrived: number;
  readonly promptTokens: readonly number[];
  readonly maxNewTokens: number;
  readonly stopTokens: readonly number[];
  /** What would answer it. Left out: nobody grades it. */
  readonly answer?: Answer;
}

/** When the next request comes: at a time, with a step, or once another one has ended (null there and at the end). */
type Coming = { readonly ms: number } | { readonly step: number } | null;

/** Who comes to an arm, and when. It makes a prompt only when its request arrives, so that a long crowd takes no memory. */
export interface LoadSource {
  /** Requests that will come in all; null where that follows from how long they take. */
  readonly expected: number | null;
  next(): Coming;
  /** Those that have arrived by now and were not taken before, in the order of their arrival. */
  take(now: Now): Incoming[];
  /** A request has ended at `ms`: whoever waited for it may send the next. */
  ended(id: string, ms: number): void;
}

/** Several sources as one; of what arrives together, an earlier one's comes first. */
export function joinedSources(sources: readonly LoadSource[]): LoadSource {
  return {
    get expected() {
      const counts = sources.map(({ expected }) => expected);
      return counts.includes(null) ? null : counts.reduce<number>((sum, count) => sum + count!, 0);
    },
    next: () => sources.map((source) => source.next()).reduce(sooner, null),
    take: (now) => sources.flatMap((source) => source.take(now)).toSorted((a, b) => a.arrived - b.arrived),
    ended(id, ms) {
      for (const source of sources) source.ended(id, ms);
    },
  };
}

/** A step comes before a time: it is there as soon as anything is done. */
function sooner(a: Coming, b: Coming): Coming {
  if (a === null || b === null) return a ?? b;
  if ('step' in a && 'step' in b) return a.step <= b.step ? a : b;
  if ('ms' in a && 'ms' in b) return a.ms <= b.ms ? a : b;
  return 'step' in a ? a : b;
}
