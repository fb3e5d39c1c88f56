import type { OutputPlace } from '../../model/graph.ts';
import { type ModelGraph, outputLabel } from '../../model/graph.ts';
import { kindOf } from '../../model/operations.ts';
import { argmax } from '../../numerics/highest.ts';
import { ulpDistance32 } from '../../numerics/ulp.ts';
import { margin } from '../../results/logit-diff.ts';
import type { TokenText } from '../../results/record.ts';
import { F32_ULPS, type OutputDiff, type TraceDiff } from '../../results/trace-diff.ts';
import { keysAt, type RowTrace } from '../../steps/trace.ts';
import { outputOf } from './outputs.ts';
import { ownOf, type StepFacts, sameOrder, sameRanges, sumPlanOf } from './step-facts.ts';

/** One element in two arms. */
export interface ElementDiff extends OutputPlace {
  readonly element: number;
  readonly dtype: OutputDiff['dtype'];
  readonly a: number;
  readonly b: number;
  /** In units of the dtype; null where the sign differs, and such a distance says nothing of size. */
  readonly ulp: number | null;
}

/** The first element of an output that differs, and of how many. */
export interface OutputFact extends ElementDiff {
  /** Index of the output in the trace. */
  readonly index: number;
  readonly differing: number;
  readonly elements: number;
}

/**
 * Why the first output that differs does, its inputs within the row being equal. `plan`: it is summed in another order.
 * `splits`: attention is split otherwise; the keys and values of earlier positions may differ besides. `cache`: splits, q, k and v
 * agree, so those keys or values differ. `own`: a kernel of one's own gave it, of whose order nothing is known. `arms`: the arms hold other numbers. `scale`: all rows of a step share one activation scale. `open`: none of these.
 */
export type Cause = 'plan' | 'splits' | 'cache' | 'own' | 'arms' | 'scale' | 'open';

/** Two tokens that one of the arms, or both, weighed against each other. */
export interface Contenders {
  /** A's choice, and B's where that is another, else A's runner-up. */
  readonly chosen: TokenText;
  readonly rival: TokenText;
  /** logit(chosen) - logit(rival) in each arm. */
  readonly gapA: number;
  readonly gapB: number;
  /** gapA - gapB: how far B moved the rival towards the chosen one, or past it. */
  readonly moved: number;
  /** logit(top1) - logit(top2) in A. */
  readonly margin: number;
  /** B chose the rival. */
  readonly flipped: boolean;
}

/** Throws RangeError where the output agrees. */
export function outputFact(a: RowTrace, b: RowTrace, { outputs }: TraceDiff, index: number): OutputFact {
  const { layer, name, firstElement, differing, elements } = outputs[index];
  if (firstElement === null) throw new RangeError(`no element of ${name} differs`);
  return { ...elementDiff(a, b, { layer, name }, firstElement), index, differing, elements };
}

export function elementDiff(
  a: RowTrace,
  b: RowTrace,
  { layer, name }: OutputPlace,
  element: number,
): ElementDiff {
  const inA = outputOf(a, layer, name);
  const [x, y] = [inA.values[element], outputOf(b, layer, name).values[element]];
  return { layer, name, element, dtype: inA.dtype, a: x, b: y, ulp: ulpBetween(x, y, inA.dtype) };
}

export function ulpBetween(a: number, b: number, dtype: OutputDiff['dtype']): number | null {
  if (a < 0 !== b < 0) return null;
  return ulpDistance32(a, b) / F32_ULPS[dtype];
}

/** Index of the first output, from one on, that is rounded to a 16-bit dtype and still differs; null without one. */
export function firstRounded({ outputs }: TraceDiff, from: number): number | null {
  const found = outputs.findIndex(({ dtype, differing }, i) => i >= from && differing > 0 && dtype !== 'f32');
  return found === -1 ? null : found;
}

export function causeOf({ layer, name }: OutputPlace, a: StepFacts, b: StepFacts): Cause {
  if (a.dtype !== b.dtype || a.weights !== b.weights || a.quantize !== b.quantize) return 'arms';
  if (ownOf(a, name) || ownOf(b, name)) return 'own';
  if (kindOf(name) === 'attention') return splitAlike(a, b, layer) ? 'cache' : 'splits';
  const [planA, planB] = [a, b].map((step) => sumPlanOf(step, name));
  if (planA && planB && !sameOrder(planA, planB)) return 'plan';
  return a.quantize === 'per-tensor' && kindOf(name) === 'matmul' ? 'scale' : 'open';
}

function splitAlike(a: StepFacts, b: StepFacts, layer: number | null): boolean {
  return sameRanges(keysAt(a, layer).splits, keysAt(b, layer).splits);
}

/**
 * Lowest layer whose attention differs although its inputs within the row agree and are attended to in equal splits: then the
 * keys or values of earlier positions differ. Null where no layer shows that, which does not say that they agree.
 */
export function cacheLayer(
  graph: ModelGraph,
  { outputs }: TraceDiff,
  a: StepFacts,
  b: StepFacts,
): number | null {
  if (a.dtype !== b.dtype) return null;
  if (ownOf(a, 'attention') || ownOf(b, 'attention')) return null;
  const differing = new Set(outputs.filter((output) => output.differing > 0).map(outputLabel));
  const shown = graph.operations.find(
    (operation) =>
      operation.kind === 'attention' &&
      splitAlike(a, b, operation.layer) &&
      differing.has(outputLabel(operation)) &&
      !operation.inputs.some((input) => differing.has(outputLabel(input))),
  );
  return shown?.layer ?? null;
}

/**
 * @param chosen what each arm chose from its logits; null for what had the highest logit.
 */
export function contenders(
  a: Float32Array,
  b: Float32Array,
  chosen: { readonly a: number | null; readonly b: number | null },
  textOf: (token: number) => string,
): Contenders {
  const [inA, inB] = [chosen.a ?? argmax(a), chosen.b ?? argmax(b)];
  const rival = inB === inA ? runnerUp(a, inA) : inB;
  const [gapA, gapB] = [a, b].map((logits) => logits[inA] - logits[rival]);
  const named = (token: number): TokenText => ({ token, text: textOf(token) });
  const facts = { gapA, gapB, moved: gapA - gapB, margin: margin(a), flipped: inB !== inA };
  return { chosen: named(inA), rival: named(rival), ...facts };
}

/** Index of the highest logit but one token's. */
function runnerUp(logits: Float32Array, but: number): number {
  let best = but === 0 ? 1 : 0;
  for (let i = 0; i < logits.length; i++) if (i !== but && logits[i] > logits[best]) best = i;
  return best;
}
