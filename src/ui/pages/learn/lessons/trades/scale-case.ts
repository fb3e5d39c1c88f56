import { f32Bits } from '../../../../../numerics/bits.ts';
import { largestBits, quantiseRow, scaleOf } from '../../../../../numerics/quantise-row.ts';

/** Your row: the largest that the preset's probe reaches in its last MLP, and smaller ones. */
export const YOURS = Float32Array.of(94, -31, 12, 5, 2, -1);
/** The one that the step's task is about. */
export const WATCHED = YOURS.indexOf(2);

/** Magnitudes that the neighbour reaches: 94 is the preset's quiet one, 528 the loud one. */
export const LOUDNESS = [10, 50, 94, 150, 200, 250, 300, 350, 400, 450, 500, 528, 600, 800, 1000];

/** Your row as q8 holds it, by a scale of its own and by one for both rows. */
export function heldRows(loudness: number) {
  const [yours, both] = [largestBits(YOURS), Math.max(largestBits(YOURS), f32Bits(loudness))];
  return { perRow: quantiseRow(YOURS, scaleOf(yours)), perTensor: quantiseRow(YOURS, scaleOf(both)) };
}

/** Whether the watched number is lost. */
export function isLost(loudness: number): boolean {
  return heldRows(loudness).perTensor.integers[WATCHED] === 0;
}

/** The least loud neighbour that costs you the watched number. Throws RangeError where none does. */
export function leastLoud(): number {
  const found = LOUDNESS.find(isLost);
  if (found === undefined) throw new RangeError('no neighbour is loud enough');
  return found;
}
