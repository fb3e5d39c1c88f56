import { argmax, highestOf } from '../numerics/highest.ts';
import { type LogitDiff, logitDiff, margin as logitMargin, logSumExp } from './logit-diff.ts';
import { perturbation as logitPerturbation } from './perturbation.ts';
import type { Alternative, TranscriptPosition } from './transcripts.ts';

/** Two runs at one position, after the same tokens; null is what their evidence does not tell. */
export interface PositionComparison {
  readonly position: number;
  /** logprob(top1) - logprob(top2) in a, which equals the margin of the logits. */
  readonly margin: number | null;
  /** What could have moved a's choice: see `perturbation.ts`, here over the alternatives that are known. A greedy flip needs it to reach the margin. */
  readonly perturbation: number | null;
  /** The perturbation may be larger: an alternative of one side is not in the other's list. */
  readonly atLeast: boolean;
  /** Largest |logprob a - logprob b| over what both sides list. */
  readonly delta: number | null;
  /** Whether both sides' most probable alternative is the same. */
  readonly argmaxEqual: boolean | null;
  /** Bit by bit, where both sides have logits. */
  readonly logits: LogitDiff | null;
}

/** Throws RangeError where both have logits, and not of one vocabulary. */
export function comparePositions(
  position: number,
  a: TranscriptPosition,
  b: TranscriptPosition,
): PositionComparison {
  if (a.logits && b.logits) {
    const best = argmax(a.logits) === argmax(b.logits);
    return {
      position,
      margin: marginOf(a),
      perturbation: logitPerturbation(a.logits, b.logits),
      atLeast: false,
      delta: largestDelta(logprobsOf(a), logprobsOf(b)),
      argmaxEqual: best,
      logits: logitDiff(a.logits, b.logits),
    };
  }
  const [sideA, sideB] = [logprobsOf(a), logprobsOf(b)];
  const [bestA, bestB] = [sideA.top[0], sideB.top[0]];
  return {
    position,
    margin: marginOf(a),
    ...perturbed(sideA, sideB),
    delta: largestDelta(sideA, sideB),
    argmaxEqual: bestA && bestB ? isSame(bestA, bestB) : null,
    logits: null,
  };
}

/** The lead of the best alternative over the second; null where no two are told. */
export function marginOf({ logits, top }: TranscriptPosition): number | null {
  if (logits) return logitMargin(logits);
  return top.length < 2 ? null : top[0].logprob - top[1].logprob;
}

/** Highest logits that stand for the list of alternatives where only the other side has none but a list. */
const LISTED = 6;

interface Listed {
  /** Best first. */
  readonly top: readonly Alternative[];
  /** The token itself, where its logprob is told. */
  readonly own: Alternative | null;
}

/** What a position tells of probabilities, read off its logits where it has those. */
function logprobsOf({ text, id, logprob, top, logits }: TranscriptPosition): Listed {
  const own = logprob === null ? null : { text, id, logprob };
  if (top.length > 0 || !logits) return { top, own };
  const logZ = logSumExp(logits);
  const listed = highestOf(logits, LISTED).map((token) => ({
    text: token === id ? text : null,
    id: token,
    logprob: logits[token] - logZ,
  }));
  return { top: listed, own: id === null ? own : { text, id, logprob: logits[id] - logZ } };
}

/** One token: by id where both tell it, else by text. */
export function isSame(a: Pick<Alternative, 'text' | 'id'>, b: Pick<Alternative, 'text' | 'id'>): boolean {
  if (a.id !== null && b.id !== null) return a.id === b.id;
  return a.text !== null && a.text === b.text;
}

/**
 * With i = a's best and j every alternative of either side: the largest |(b[j] - b[i]) + (a[i] - a[j])|, as for logits. A log
 * probability that a side does not list is at most the lowest that it lists, which bounds the sum from below where b lists j: as far as
 * b[i] or a[j] is such a one, the sum counts where it is positive alone.
 */
function perturbed(a: Listed, b: Listed): Pick<PositionComparison, 'perturbation' | 'atLeast'> {
  if (a.top.length < 2 || b.top.length < 2) return { perturbation: null, atLeast: false };
  const [best] = a.top;
  const bestInB = find(b, best);
  let most = 0;
  let atLeast = bestInB === null;
  for (const alternative of [...a.top, ...b.top]) {
    const [inA, inB] = [find(a, alternative), find(b, alternative)];
    if (inA === null || inB === null) atLeast = true;
    if (inB === null) continue;
    const moved = inB - (bestInB ?? lowest(b)) + (best.logprob - (inA ?? lowest(a)));
    // Of what is impossible on both sides the difference is no number.
    if (Number.isNaN(moved)) continue;
    most = Math.max(most, inA === null || bestInB === null ? moved : Math.abs(moved));
  }
  return { perturbation: most, atLeast };
}

function find({ top, own }: Listed, wanted: Alternative): number | null {
  if (own && isSame(own, wanted)) return own.logprob;
  return top.find((alternative) => isSame(alternative, wanted))?.logprob ?? null;
}

/** The lowest of a list, but for the token that was drawn: that is listed however improbable. */
function lowest({ top, own }: Listed): number {
  const listed = top.filter((alternative) => !own || !isSame(alternative, own));
  return (listed.length > 0 ? listed : top).at(-1)!.logprob;
}

function largestDelta(a: Listed, b: Listed): number | null {
  let most: number | null = null;
  for (const alternative of a.own ? [a.own, ...a.top] : a.top) {
    // A file may list a token twice: one of its numbers counts.
    const [one, other] = [find(a, alternative), find(b, alternative)];
    if (one !== null && other !== null) most = Math.max(most ?? 0, gap(one, other));
  }
  return most;
}

/** Two infinities of one sign are equal, though their difference is no number; so are two that are none. */
function gap(a: number, b: number): number {
  return a === b || Object.is(a, b) ? 0 : Math.abs(a - b);
}
