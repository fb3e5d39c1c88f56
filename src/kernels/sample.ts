import gumbel from '../../shaders/lib/gumbel.wgsl?raw';
import logitDigest from '../../shaders/lib/logit_digest.wgsl?raw';
import orderKey from '../../shaders/lib/order_key.wgsl?raw';
import ranking from '../../shaders/lib/ranking.wgsl?raw';
import rowSlice from '../../shaders/lib/row_slice.wgsl?raw';
import sampleMerge from '../../shaders/sample_merge.wgsl?raw';
import sampleSlices from '../../shaders/sample_slices.wgsl?raw';
import type { KernelSource } from '../gpu/kernel.ts';
import type { KernelCall } from '../gpu/kernel-call.ts';
import type { Tuning } from '../gpu/tuning.ts';
import { f32Bits } from '../numerics/bits.ts';
import type { MathName } from '../numerics/math-name.ts';
import type { Decoding } from '../steps/arm-spec.ts';
import { TOP, type TopLogit } from '../steps/step-output.ts';
import { covering, grid } from './grid.ts';
import { padded } from './packed-rows.ts';
import { withDtypes } from './preludes.ts';

/** Tokens of a slice: part of the order in which exponentials are added, so the same on every adapter. */
export const SLICE = 1024;

/** Words of one entry of `draws`. */
export const DRAW_WORDS = 5;

/** In a draw, where the row's logits go to: nowhere. */
export const NOT_KEPT = 0xffffffff;

/** Words of what a row leaves: eight, and the highest logits. */
export const RESULT_WORDS = 8 + 2 * TOP;

/** Words of what a slice leaves: twelve, and the highest logits. */
export const SLICE_WORDS = 12 + 2 * TOP;

/** Slices of a row of so many logits. */
export function slicesOf(vocabulary: number): number {
  return covering(vocabulary, SLICE);
}

export function sampleSlicesSource({ meetingThreads }: Tuning, math: MathName = 'native'): KernelSource {
  const parts = [gumbel, logitDigest, orderKey, ranking, rowSlice, sampleSlices];
  return withDtypes('sample_slices', { math }, parts, { THREADS: Math.min(128, meetingThreads) });
}

export interface SampleSlicesBuffers<Data> {
  readonly partials: Data; // (parts, rows, columns) f32, of the head
  readonly draws: Data; // (rows) of DRAW_WORDS, as `writeDraw` leaves them
  readonly slices: Data; // (rows, slices) of SLICE_WORDS
  readonly kept: Data; // (kept rows, vocabulary) f32
}

export type SampleSizes = Readonly<Record<'rows' | 'vocabulary' | 'parts', number>>;

/** How a row's token is drawn. */
export interface Draw extends Decoding {
  /** What its noise is keyed by (`drawKey`). */
  readonly request: number;
  /** Of the token. */
  readonly position: number;
  /** Row of `kept` that its logits go to; null: none. */
  readonly kept: number | null;
}

/**
 * Writes a row's entry of `draws`. Greedy where the temperature is 0; else the device is given 1 / temperature, divided in f64 and rounded to f32 here,
 * which is the same in every JavaScript, as engines/cpu/cpu-sample.ts has it.
 */
export function writeDraw(draws: Uint32Array, row: number, draw: Draw): void {
  const { request, position, kept, temperature, seed } = draw;
  const inverse = temperature === 0 ? 0 : 1 / temperature;
  draws.set([request, position, kept ?? NOT_KEPT, f32Bits(Math.fround(inverse)), seed], row * DRAW_WORDS);
}

export function sampleSlicesCall<Data>(
  { partials, draws, slices, kept }: SampleSlicesBuffers<Data>,
  { rows, vocabulary, parts }: SampleSizes,
): KernelCall<Data> {
  const columns = padded(vocabulary);
  return {
    inputs: [partials, draws],
    outputs: [slices, kept],
    params: { rows, vocabulary, columns, parts },
    workgroups: grid(slicesOf(vocabulary), rows),
  };
}

export function sampleMergeSource({ meetingThreads }: Tuning, math: MathName = 'native'): KernelSource {
  const parts = [orderKey, ranking, rowSlice, sampleMerge];
  return withDtypes('sample_merge', { math }, parts, { THREADS: Math.min(128, meetingThreads) });
}

export interface SampleMergeBuffers<Data> {
  readonly slices: Data; // (rows, slices) of SLICE_WORDS
  readonly results: Data; // (rows) of RESULT_WORDS
}

export function sampleMergeCall<Data>(
  { slices, results }: SampleMergeBuffers<Data>,
  { rows, vocabulary }: Pick<SampleSizes, 'rows' | 'vocabulary'>,
): KernelCall<Data> {
  return {
    inputs: [slices],
    outputs: [results],
    params: { slices: slicesOf(vocabulary) },
    workgroups: grid(rows),
  };
}

/** What a row leaves, taken apart. */
export interface RowResult {
  readonly token: number;
  readonly logit: number;
  readonly finite: boolean;
  readonly logSumExp: number;
  readonly digest: Uint32Array;
  readonly top: readonly TopLogit[];
}

/** @param words (rows) of RESULT_WORDS, as `sampleMergeCall` leaves them; what is returned holds copies. */
export function readRow(words: Uint32Array<ArrayBuffer>, row: number, vocabulary: number): RowResult {
  const own = words.slice(row * RESULT_WORDS, (row + 1) * RESULT_WORDS);
  const floats = new Float32Array(own.buffer);
  const top = Array.from({ length: Math.min(TOP, vocabulary) }, (_, rank) => ({
    token: own[8 + 2 * rank],
    logit: floats[9 + 2 * rank],
  }));
  const chosen = { token: own[0], logit: floats[3] };
  return { ...chosen, finite: own[1] === 1, logSumExp: floats[2], digest: own.slice(4, 8), top };
}
