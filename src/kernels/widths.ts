import estimateError from '../../shaders/estimate_error.wgsl?raw';
import dotPacked from '../../shaders/lib/bytes_dot_packed.wgsl?raw';
import dotPlain from '../../shaders/lib/bytes_dot_plain.wgsl?raw';
import selectWidth from '../../shaders/select_width.wgsl?raw';
import type { KernelSource } from '../gpu/kernel.ts';
import type { KernelCall } from '../gpu/kernel-call.ts';
import type { Tuning } from '../gpu/tuning.ts';
import { f32Bits } from '../numerics/bits.ts';
import type { ErrorProjection } from '../numerics/error-projection.ts';
import { covering, grid } from './grid.ts';
import { blocksOfTerms } from './quantize.ts';

/** Threads of a workgroup that selects. */
const THREADS = 64;

/** What two widths take beside their products: each row's estimated error, and the choice between two products' sums. */
export function widthSources({
  packedDot,
}: Pick<Tuning, 'packedDot'>): ReadonlyMap<'estimate_error' | 'select_width', KernelSource> {
  const dot = packedDot ? dotPacked : dotPlain;
  return new Map([
    ['estimate_error', { label: 'estimate_error', parts: [dot, estimateError] }],
    ['select_width', { label: 'select_width', parts: [selectWidth] }],
  ] as const);
}

/** A rule as the kernels read it: the threshold and three words that mean nothing, then the sums' integers, rows of whole blocks. */
export function ruleWords(
  { count, terms, integers }: ErrorProjection,
  threshold: number,
): Uint32Array<ArrayBuffer> {
  const words = 8 * blocksOfTerms(terms);
  const packed = new Uint32Array(4 + count * words);
  packed[0] = f32Bits(threshold);
  const bytes = new Int8Array(packed.buffer, 16);
  for (let j = 0; j < count; j++) bytes.set(integers.subarray(j * terms, (j + 1) * terms), 4 * j * words);
  return packed;
}

export interface EstimateBuffers<Data> {
  readonly x: Data; // (rows, quantisedWords) what the product reads, as q8
  readonly rule: Data; // as `ruleWords` packs it
  readonly estimates: Data; // (rows) u32: bits of the estimates
}

export function estimateCall<Data>(
  { x, rule, estimates }: EstimateBuffers<Data>,
  { rows, terms, count }: { readonly rows: number; readonly terms: number; readonly count: number },
): KernelCall<Data> {
  return {
    ...{ inputs: [x, rule], outputs: [estimates], workgroups: grid(rows) },
    params: { words: 8 * blocksOfTerms(terms), count },
  };
}

export interface SelectBuffers<Data> {
  readonly estimates: Data;
  readonly rule: Data;
  readonly smaller: Data; // (parts, rows, 4 quads) sums with the smaller width's weights
  readonly sums: Data; // the same with the larger's
}

/** `together`: whether all rows go by the largest estimate. */
export function selectCall<Data>(
  { estimates, rule, smaller, sums }: SelectBuffers<Data>,
  size: { readonly rows: number; readonly quads: number; readonly parts: number; readonly together: boolean },
): KernelCall<Data> {
  const { rows, quads: groups, parts, together } = size;
  return {
    ...{ inputs: [estimates, rule, smaller], outputs: [sums], parts },
    params: { rows, groups, parts, together: together ? rows : 0 },
    workgroups: grid(covering(groups, THREADS), rows),
  };
}
