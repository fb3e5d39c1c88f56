import type { ActivationDtype } from '../../numerics/dtypes.ts';
import { randomValues } from '../../numerics/testing/arbitraries.ts';
import { stored } from './portable-replays.ts';

/** Where arithmetic parts: the least operands and what is below, zeros of either sign, neighbours of a power of two, large numbers. */
const EDGES = [
  ...[2 ** -51, -(2 ** -51), 2 ** -50, 1.5 * 2 ** -51, 2 ** -51 - 2 ** -62, 2 ** -52, -(2 ** -60)],
  ...[2 ** -126, 2 ** -149, -(2 ** -140), 0, -0],
  ...[1 + 2 ** -23, -(1 - 2 ** -24), 2 ** -12, 4097, -8191, 2 ** -14, 2 ** -24],
];

/** Random values of which every third is an edge, and every fifth what the one before it is, with the other sign. */
export function edgeValues(length: number, seed: number): Float32Array<ArrayBuffer> {
  const values = randomValues(length, seed);
  for (let i = 0; i < length; i++) {
    if (i % 3 === 0) values[i] = EDGES[(i / 3 + seed) % EDGES.length];
    if (i % 5 === 4) values[i] = -values[i - 1];
  }
  return values;
}

/** The same as activations are stored. */
export function edgeActivations(
  length: number,
  seed: number,
  dtype: ActivationDtype,
): Float32Array<ArrayBuffer> {
  return edgeValues(length, seed).map(stored(dtype));
}
