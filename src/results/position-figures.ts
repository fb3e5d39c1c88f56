import { argmax } from '../numerics/highest.ts';
import { type LogitDiff, logitDiff, margin } from './logit-diff.ts';
import { perturbation } from './perturbation.ts';

/** How the logits of two arms differ at one generated position, where their contexts are equal. */
export interface PositionFigures extends LogitDiff {
  readonly position: number;
  /** logit(top1) - logit(top2) in arm a. */
  readonly margin: number;
  /** What could have moved a's choice: see `perturbation`. A greedy flip needs perturbation >= margin. */
  readonly perturbation: number;
  /** Both arms have the same highest logit, ties to the lower id. */
  readonly argmaxEqual: boolean;
}

/** @param a (vocabulary) logits of arm a, `b` those of arm b, after the same tokens. */
export function positionFigures(position: number, a: Float32Array, b: Float32Array): PositionFigures {
  return {
    position,
    margin: margin(a),
    perturbation: perturbation(a, b),
    argmaxEqual: argmax(a) === argmax(b),
    ...logitDiff(a, b),
  };
}
