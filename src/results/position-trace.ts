import { sameDigest } from '../numerics/digest.ts';
import { argmax } from '../numerics/highest.ts';
import type { Sample } from '../steps/step-output.ts';
import { logSumExp, margin } from './logit-diff.ts';

/**
 * What a run keeps of the logits that one token was chosen from: some hundred bytes, and the whole (vocabulary) vector where the
 * vocabulary is small enough for that.
 */
export type PositionTrace = Pick<Sample, 'digest' | 'top' | 'logSumExp' | 'logits'>;

export function traceOf({ digest, top, logSumExp: sum, logits }: Sample, whole: boolean): PositionTrace {
  return { digest, top, logSumExp: sum, logits: whole ? logits : null };
}

/** Whether two positions' logits have the same bits. */
export function sameBits(a: PositionTrace, b: PositionTrace): boolean {
  return sameDigest(a.digest, b.digest);
}

/** logit(top1) - logit(top2): 0 is a tie. Throws RangeError on fewer than two logits. */
export function marginOf({ logits, top }: PositionTrace): number {
  if (logits) return margin(logits);
  if (top.length < 2) throw new RangeError(`a margin needs two logits, found ${top.length}`);
  return top[0].logit - top[1].logit;
}

/** Token of the highest logit, ties to the lower id. */
export function bestOf({ logits, top }: PositionTrace): number {
  return logits ? argmax(logits) : top[0].token;
}

/** A token's logit; null where only the highest are kept and it is none of them. */
export function logitOf({ logits, top }: PositionTrace, token: number): number | null {
  if (logits) return logits[token];
  return top.find((each) => each.token === token)?.logit ?? null;
}

/** Probability of a token, softmax at temperature 1; null as in `logitOf`. */
export function probabilityOf(trace: PositionTrace, token: number): number | null {
  const logit = logitOf(trace, token);
  if (logit === null) return null;
  return Math.exp(logit - (trace.logits ? logSumExp(trace.logits) : trace.logSumExp));
}
