import { type Range, wholeRun } from '../plan.ts';
import type { SumCut } from './rules.ts';

/** The four lanes of one vec4 over each chunk: the form of all chunked plans. */
export function quadLanes(chunks: readonly Range[]): SumCut {
  return { lanes: 4, laneTree: 'adjacent', chunks };
}

/** So many lanes over all terms, then a halving tree. */
export function halvedLanes(lanes: number, terms: number): SumCut {
  return { lanes, laneTree: 'halving', chunks: [wholeRun(terms)] };
}
