import { ropeAngles } from '../../model/rope-angles.ts';
import type { ActivationDtype } from '../../numerics/dtypes.ts';
import { roundTo } from '../../numerics/rounding.ts';
import { randomValues } from '../../workbench/cases/rows.ts';

/** Positions of the table by which heads turn; the watched row is at the last. */
export const POSITIONS = 32;
const ROPE_THETA = 10_000;
/** Seeds. */
const BIAS = 101;
const GAINS = 102;

/** (positions, head_dim / 2) pairs of cos and sin. */
export function endAngles(headDim: number): Float32Array<ArrayBuffer> {
  return Float32Array.from(ropeAngles({ theta: ROPE_THETA }, headDim, POSITIONS));
}

/** (columns) what is added to finished sums of heads. */
export function endBias(columns: number): Float32Array<ArrayBuffer> {
  return randomValues(columns, BIAS, Math.fround);
}

/** (2, head_dim) gains of a norm of queries and keys. */
export function endGains(headDim: number): Float32Array<ArrayBuffer> {
  return randomValues(headDim * 2, GAINS, Math.fround);
}

/** (width) what a row's sums are added to: that of the watched row in any company. */
export function endResidual(
  row: number,
  width: number,
  activations: ActivationDtype,
): Float32Array<ArrayBuffer> {
  return randomValues(width, row, roundTo(activations));
}
