import { kindOf } from '../model/operations.ts';
import type { StepRecord } from '../results/record.ts';
import { counted, grouped, value32 } from '../results/text.ts';
import { type ElementReport, isSum } from '../studies/microscope/element.ts';
import type { Look } from '../studies/microscope/microscope.ts';
import { PLAN_NAMES, type PlanName } from '../studies/microscope/step-facts.ts';
import { causeWords } from './cause.ts';
import { elementWords } from './output.ts';
import { growthSentence, tokenSentence } from './story.ts';

/** One arm's part in the step that chose a token. */
export interface StepSide {
  readonly arm: string;
  readonly step: StepRecord;
}

/** Who stood beside the probe: from the step logs alone. */
export function stepWords(probe: string, position: number, a: StepSide, b: StepSide): string {
  const own = a.step.slices.find(({ request }) => request === probe)!;
  const row = own.rows === 1 ? 'one row' : `${grouped(own.rows)} rows`;
  const at = `The step that chose token ${grouped(position)} carried ${probe} as ${row}`;
  const among = ({ arm, step }: StepSide) => `M = ${grouped(step.rows)} in ${arm}`;
  if (a.step.rows === b.step.rows) return `${at}, of ${among(a)} and in ${b.arm}.`;
  return `${at}: of ${among(a)}, of ${among(b)}. No word of the others enters its row; what they change is M.`;
}

/** What M did to the order of the sums. */
export function kernelWords(look: Look): string {
  const { a, b, plansDiffer, first } = look;
  if (plansDiffer.length === 0) {
    const whatever = a.rows === b.rows ? '' : ' M is another, and no plan follows it.';
    return `All ${PLAN_NAMES.length} operations that add up add in the same order in both.${whatever}`;
  }
  const cut = `${plansDiffer.length} of ${PLAN_NAMES.length} operations add in another order: their kernels cut a sum by M, to keep the device busy.`;
  return first
    ? `${cut} The first to give other bits: ${causeWords(look, first)}.`
    : `${cut} Here it gave the same bits.`;
}

/** What the order did to one sum. */
export function sumWords({ a, b, first }: Look, element: ElementReport): string {
  const where = elementWords(element);
  if (!isSum(element)) {
    const ends = Object.is(element.a, element.b) ? `${value32(element.a)} in both` : endsOf(element);
    return `${upper(where)} is no single sum: ${ends}.`;
  }
  const { plan } = element.sides.a;
  const terms = `${grouped(plan.terms)} ${plan.operation === 'rmsnorm' ? 'squares' : 'products'}`;
  if (element.termsDiffering > 0)
    return `${upper(where)}: ${grouped(element.termsDiffering)} of ${terms} differ already, from an earlier difference.`;
  const [sumA, sumB] = [element.sides.a.tree.root.value, element.sides.b.tree.root.value];
  if (Object.is(sumA, sumB)) {
    const order = first ? 'two orders' : 'one order';
    return `${upper(where)}: the same ${terms} in ${order}, the same sum ${value32(sumA)}.`;
  }
  return `${upper(where)}: the same ${terms} added in two orders give ${value32(sumA)} in ${a.arm} and ${value32(sumB)} in ${b.arm}. Neither is wrong: (x + y) + z and x + (y + z) round differently.`;
}

function endsOf({ a, b }: ElementReport): string {
  return `${value32(a)} in A, ${value32(b)} in B`;
}

function upper(words: string): string {
  return `${words[0].toUpperCase()}${words.slice(1)}`;
}

/** What the difference did to the token. */
export function tokenWords(look: Look): string {
  return [growthSentence(look), tokenSentence(look)].filter((sentence) => sentence !== null).join(' ');
}

/** The operation that one falls into: of the first difference, or the one that gives the logits. */
export function enteredPlan({ first }: Look): PlanName {
  const name = first?.name ?? 'head';
  if (kindOf(name) === 'norm') return 'rmsnorm';
  return PLAN_NAMES.find((plan) => plan === name) ?? 'attention';
}

export const LEVELS = ['batch', 'kernel', 'sum', 'token'] as const;
export type Level = (typeof LEVELS)[number];

export const LEVEL_WORDS: Readonly<Record<Level, string>> = {
  batch: 'Batch',
  kernel: 'Kernels',
  sum: 'One sum',
  token: 'Token',
};

/** Of the operations as the picture of kernels names them. */
export const PLAN_WORDS: Readonly<Record<PlanName, string>> = {
  rmsnorm: 'RMSNorm',
  qkv: 'q, k and v',
  o: 'attention’s output',
  gate_up: 'gate and up',
  down: 'down',
  head: 'logits',
  attention: 'attention',
};

/** `4 chunks, 4 lanes each`, `2 splits of the keys`. */
export function cutWords(look: Look, side: 'a' | 'b', name: PlanName): string {
  const step = look[side];
  if (name === 'attention') return counted(step.splits.length, 'split');
  const plan = name === 'rmsnorm' ? step.norm : step.matmul[name];
  const lanes = counted(plan.lanes, 'lane');
  const pieces = `${counted(plan.chunks.length, 'chunk')}${plan.chunkTree ? ' as a tree' : ''}`;
  return plan.chunks.length === 1 ? `whole, ${lanes}` : `${pieces}, ${lanes}`;
}
