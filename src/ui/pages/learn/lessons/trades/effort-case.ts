import type { Effort } from '../../../../../steps/serving.ts';
import { DEFAULT_SERVING } from '../../../../../steps/serving.ts';
import {
  answeredAfter,
  type Comer,
  firstTokenAfter,
  serveCrowd,
  servedOf,
} from '../load-parts/serve-crowd.ts';
import { COST } from './trades-experiments.ts';

/** The lab's effort study: all up to 2 that wait, 32 tokens from 16 on. */
export const EFFORT: Effort = { from: 2, to: 16, least: 32 };
/** Tokens that you ask for. */
export const ASKED = 160;
const PLACES = 4;
const CROWD = { role: 'noise', tier: 0, promptTokens: 24, answerTokens: ASKED } as const;

/** nano's 170 long tasks, invariant bf16: share of right answers, in per cent, with so many new tokens at most. */
export const RIGHT_BY_BUDGET: readonly (readonly [budget: number, percent: number])[] = [
  [32, 0],
  [64, 11.2],
  [96, 21.2],
  [128, 27.6],
  [160, 44.7],
];

export interface YourAnswer {
  readonly tokens: number;
  /** Milliseconds of the clock to the first and to the last token. */
  readonly first: number;
  readonly last: number;
}

/** You come when all places are taken, and `behind` others right after you. */
export function effortRun(behind: number, shrinking: boolean): YourAnswer {
  const crowd = Array.from({ length: PLACES + behind }, (_, at): Comer => {
    return { ...CROWD, id: `crowd-${at}`, ms: at < PLACES ? 0 : 2 };
  });
  const you: Comer = { ...CROWD, id: 'you', role: 'probe', ms: 1 };
  const serving = { ...DEFAULT_SERVING, ...(shrinking && { effort: EFFORT }) };
  const limits = { maxSequences: PLACES, maxTokensPerStep: 256, blocks: 256 };
  const run = serveCrowd([...crowd, you], { limits, serving, cost: COST });
  const { tokenTimes } = servedOf(run.served, 'you');
  return {
    tokens: tokenTimes.length,
    ...{ first: firstTokenAfter(run, 'you'), last: answeredAfter(run, 'you') },
  };
}

/** Of answers with so many tokens at most this share is right: that of the next budget that was measured. */
export function rightAtMost(tokens: number): number {
  const found = RIGHT_BY_BUDGET.find(([budget]) => budget >= tokens);
  if (!found) throw new RangeError(`${tokens} tokens: measured up to ${ASKED}`);
  return found[1];
}

/** Whether at most half as many answers are right as with all tokens. */
export function isHalved(behind: number): boolean {
  return rightAtMost(effortRun(behind, true).tokens) <= rightAtMost(ASKED) / 2;
}
