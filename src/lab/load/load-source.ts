import type { Role } from '../../experiment/schema.ts';
import type { Answer } from '../../results/score.ts';
import type { OwnDecoding } from '../../steps/arm-spec.ts';
import type { RequestEnd } from '../../steps/request.ts';
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
  /** How its tokens are chosen. Left out: as the arm says. */
  readonly decoding?: OwnDecoding;
  /** It is verified, in an arm that was opened to verify. Left out: where the arm names it. */
  readonly verified?: true;
}

/** A request that is to end before its next step, and as what. */
export interface Cancelled {
  readonly id: string;
  readonly end: RequestEnd;
}

/**
 * When the next request comes: at a time, with a step, once another one has ended (null there and at the end), or whenever somebody asks. `any`
 * resolves once there is somebody to take, somebody who no longer wants to wait, or nobody ever again.
 */
export type Coming =
  | { readonly ms: number }
  | { readonly step: number }
  | { readonly any: () => Promise<void> }
  | null;

/** Who comes to an arm, and when. It makes a prompt only when its request arrives, so that a long crowd takes no memory. */
export interface LoadSource {
  /** Requests that will come in all; null where that follows from how long they take. */
  readonly expected: number | null;
  next(): Coming;
  /** Those that have arrived by now and were not taken before, in the order of their arrival. */
  take(now: Now): Incoming[];
  /** A request has ended at `ms`: whoever waited for it may send the next. */
  ended(id: string, ms: number): void;
  /** Those of whoever was taken that no longer want an answer and were not told of before. Left out: nobody ever gives up. */
  cancelled?(): readonly Cancelled[];
}

/** Several sources as one, none of which anybody asks whenever he likes; of what arrives together, an earlier one's comes first. */
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
  if ('any' in a || 'any' in b) throw new RangeError('a source that anybody may ask is no part of others');
  return 'step' in a ? a : b;
}
