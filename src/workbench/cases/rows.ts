import type { ActivationDtype } from '../../numerics/dtypes.ts';
import { mixBits } from '../../numerics/gumbel.ts';
import { type Round, roundTo } from '../../numerics/rounding.ts';

/** Who shares the step with the row that is watched. */
export interface Company {
  /** M, the watched row included. */
  readonly rows: number;
  /** Index of the watched row. */
  readonly place: number;
  /** Chooses the other rows' contents. */
  readonly seed: number;
  /** What the other rows are multiplied by: a kernel that mixes rows is found out sooner by large ones. */
  readonly loudness: number;
  /** Chooses the watched row's contents; left out, 0. */
  readonly own?: number;
}

const WATCHED = 0;
/** More than the rows of any company. */
const MOST = 1 << 16;

/** Values in [-1, 1) that the dtype holds exactly, of index `from` on; each a function of seed and index alone. */
export function randomValues(
  length: number,
  seed: number,
  round: Round,
  { from = 0, scale = 1 } = {},
): Float32Array<ArrayBuffer> {
  const start = mixBits(seed);
  return Float32Array.from({ length }, (_, i) =>
    round(((mixBits(start ^ mixBits(from + i)) >>> 8) / 2 ** 23 - 1) * scale),
  );
}

/** (rows, width) with the watched row, the same in any company of one `own`, at its place. `salt` sets one input apart from another. */
export function companyRows(
  { rows, place, seed, loudness, own = WATCHED }: Company,
  width: number,
  dtype: ActivationDtype,
  salt: number,
): Float32Array<ArrayBuffer> {
  const values = new Float32Array(rows * width);
  const round = roundTo(dtype);
  for (let row = 0; row < rows; row++) {
    const watched = row === place;
    const rowSeed = watched ? own : mixBits(seed * MOST + row + 1);
    values.set(
      randomValues(width, mixBits(rowSeed) ^ mixBits(salt + 1), round, { scale: watched ? 1 : loudness }),
      row * width,
    );
  }
  return values;
}
