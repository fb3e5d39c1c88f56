import { f32Bits } from '../../numerics/bits.ts';
import type { ActivationDtype } from '../../numerics/dtypes.ts';
import { mixBits } from '../../numerics/gumbel.ts';
import {
  bf16Bits,
  bf16FromBits,
  f16Bits,
  f16FromBits,
  type Round,
  roundTo,
} from '../../numerics/rounding.ts';

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
}

const WATCHED_SEED = 0;
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

/** (rows, width) with the watched row, the same in any company, at its place. `salt` sets one input apart from another. */
export function companyRows(
  { rows, place, seed, loudness }: Company,
  width: number,
  dtype: ActivationDtype,
  salt: number,
): Float32Array<ArrayBuffer> {
  const values = new Float32Array(rows * width);
  const round = roundTo(dtype);
  for (let row = 0; row < rows; row++) {
    const own = row === place;
    const rowSeed = own ? WATCHED_SEED : mixBits(seed * MOST + row + 1);
    values.set(
      randomValues(width, mixBits(rowSeed) ^ mixBits(salt + 1), round, { scale: own ? 1 : loudness }),
      row * width,
    );
  }
  return values;
}

const HALF_BITS = { bf16: bf16Bits, f16: f16Bits } as const;
const FROM_HALF = { bf16: bf16FromBits, f16: f16FromBits } as const;

/** Elements in rows are padded to whole groups of four. */
export function padded(elements: number): number {
  return Math.ceil(elements / 4) * 4;
}

/** Runs of `width` values as kernels hold activations: each padded with zeros to whole groups of four. */
export function packRows(
  values: Float32Array,
  width: number,
  dtype: ActivationDtype,
): Uint32Array<ArrayBuffer> {
  const stride = padded(width);
  const runs = values.length / width;
  if (dtype === 'f32') {
    const bits = new Float32Array(runs * stride);
    for (let run = 0; run < runs; run++)
      bits.set(values.subarray(run * width, (run + 1) * width), run * stride);
    return new Uint32Array(bits.buffer);
  }
  const halves = new Uint16Array(runs * stride);
  const toBits = HALF_BITS[dtype];
  for (let run = 0; run < runs; run++)
    for (let i = 0; i < width; i++) halves[run * stride + i] = toBits(values[run * width + i]);
  return new Uint32Array(halves.buffer);
}

/** The leading `width` values of one packed run. */
export function unpackRow(
  words: Uint32Array<ArrayBuffer>,
  width: number,
  dtype: ActivationDtype,
): Float32Array<ArrayBuffer> {
  if (dtype === 'f32') return new Float32Array(words.slice(0, width).buffer);
  const fromBits = FROM_HALF[dtype];
  return Float32Array.from({ length: width }, (_, i) =>
    fromBits((words[i >> 1] >>> (16 * (i & 1))) & 0xffff),
  );
}

/** `0x3f800000`. */
export function hexBits(value: number): string {
  return `0x${f32Bits(value).toString(16).padStart(8, '0')}`;
}
