import { CASCADE, cascadeCut } from './cascade.ts';
import { type KeyCut, longestSplit, splitsOf } from './key-cut.ts';
import { type AttentionPlan, type Range, type SumOrder, wholeRun } from './plan.ts';
import { ruleName } from './rule-name.ts';
import { quadLanes } from './sets/cuts.ts';
import type { AttentionRow, AttentionStep, LargestStep } from './sets/rules.ts';
import { type KernelSet, rulesOf } from './sets/sets.ts';

/** The plan of one row and head; the same for every head (NUMERICS: reduction plans). */
export function attentionPlan(set: KernelSet, row: AttentionRow, step: AttentionStep): AttentionPlan {
  const cut = attentionCut(set, row, step);
  return {
    operation: 'attention',
    rule: attentionRule(set, cut),
    keys: row.keys,
    score: { ...scoreOrder(step.headDim), rule: ruleName(set) },
    splits: splitsOf(cut, row.keys),
  };
}

/** `variant@1`, or `variant@1 cascade@1` where a prefix that is shared is a split of its own. */
export function attentionRule(set: KernelSet, cut: KeyCut): string {
  return 'prefix' in cut ? `${ruleName(set)} ${CASCADE}` : ruleName(set);
}

/** A step of so many requests that all decode and see so many keys: what one operation by itself is run and drawn as. */
export function decodingStep(
  shape: Omit<AttentionStep, 'decodeRows' | 'requests'>,
  rows: number,
  keys: number,
): AttentionStep {
  const request = { rows: 1, keys };
  return { ...shape, decodeRows: rows, requests: Array<typeof request>(rows).fill(request) };
}

/** The order of one score over head_dim: alike in every set. */
export function scoreOrder(headDim: number): SumOrder {
  return { operation: 'score', terms: headDim, ...quadLanes([wholeRun(headDim)]) };
}

/** What a score is multiplied by, rounded to f32: 1 / sqrt(head_dim) where the model does not say another number. */
export function scoreScale(heads: { readonly headDim: number; readonly attentionScale?: number }): number {
  return Math.fround(heads.attentionScale ?? 1 / Math.sqrt(heads.headDim));
}

/** Only the splits of a plan. */
export function attentionSplits(set: KernelSet, row: AttentionRow, step: AttentionStep): Range[] {
  return splitsOf(attentionCut(set, row, step), row.keys);
}

/** The same in closed form: the hot path of a step needs nothing else. */
export function attentionCut(set: KernelSet, row: AttentionRow, step: AttentionStep): KeyCut {
  return cascadeCut(rulesOf(set), row, step);
}

/** Keys of the longest split that rows of an arm's largest steps have: those of one long prompt, and those of many requests that decode. */
export function mostKeysOfSplit(
  set: KernelSet,
  { rows, context, ...largest }: LargestStep,
  { heads, headDim }: Pick<AttentionStep, 'heads' | 'headDim'>,
): number {
  const shape = { ...largest, heads, headDim };
  const decoding = decodingStep(shape, rows, context);
  const prompt: AttentionStep = { ...shape, decodeRows: 0, requests: [{ rows, keys: context }] };
  const cuts = [
    attentionCut(set, { keys: context, cached: context - 1, decode: true }, decoding),
    ...[0, context - 1].map((cached) => attentionCut(set, { keys: context, cached, decode: false }, prompt)),
  ];
  return Math.max(...cuts.map((cut) => longestSplit(cut, context)));
}
