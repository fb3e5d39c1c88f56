import { digestOf } from '../../numerics/digest.ts';
import { highestOf } from '../../numerics/highest.ts';
import type { Stream } from '../diff.ts';
import { logSumExp } from '../logit-diff.ts';
import type { PositionTrace } from '../position-trace.ts';

/** As many as the engines give. */
const TOP = 8;

/** What an engine gives of these (vocabulary) logits, with or without themselves. */
export function traceOfLogits(logits: Float32Array, whole = true): PositionTrace {
  return {
    digest: digestOf(logits),
    top: highestOf(logits, TOP).map((token) => ({ token, logit: logits[token] })),
    logSumExp: Math.fround(logSumExp(logits)),
    logits: whole ? logits : null,
  };
}

/** @param logits (tokens) x (vocabulary) */
export function streamOfLogits(
  arm: string,
  tokens: readonly number[],
  logits: readonly Float32Array[],
  whole = true,
): Stream {
  return { arm, tokens, trace: logits.map((each) => traceOfLogits(each, whole)) };
}
