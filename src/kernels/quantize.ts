import quantize from '../../shaders/quantize.wgsl?raw';
import quantizeMost from '../../shaders/quantize_most.wgsl?raw';
import type { KernelSource } from '../gpu/kernel.ts';
import type { KernelCall } from '../gpu/kernel-call.ts';
import type { Tuning } from '../gpu/tuning.ts';
import { BLOCK } from '../model/quantise.ts';
import type { Quantize } from '../numerics/dtypes.ts';
import { covering, grid } from './grid.ts';
import { type KernelDtypes, withDtypes } from './preludes.ts';

/** Blocks of 32 that so many terms take. */
export function blocksOfTerms(terms: number): number {
  return covering(terms, BLOCK);
}

/** Words of a row of q8 activations: four bytes each in whole blocks, then the scale and three that mean nothing. */
export function quantisedWords(terms: number): number {
  return 8 * blocksOfTerms(terms) + 4;
}

/** The two kernels of the operation `quantize`: of each row the largest magnitude, then the integers. */
export function quantizeSources(
  dtypes: Pick<KernelDtypes, 'activations' | 'math'>,
  { meetingThreads }: Pick<Tuning, 'meetingThreads'>,
): Readonly<Record<'most' | 'integers', KernelSource>> {
  const threads = { THREADS: meetingThreads };
  return {
    most: withDtypes('quantize_most', dtypes, [quantizeMost], threads),
    integers: withDtypes('quantize', dtypes, [quantize], threads),
  };
}

export interface QuantizeBuffers<Data> {
  readonly x: Data; // (rows, terms) activations
  readonly most: Data; // (rows) u32: the bits of each row's largest magnitude
  readonly y: Data; // (rows, quantisedWords)
}

export interface QuantizeShape {
  readonly rows: number;
  readonly terms: number;
  readonly mode: Quantize;
}

export function quantizeCalls<Data>(
  { x, most, y }: QuantizeBuffers<Data>,
  { rows, terms, mode }: QuantizeShape,
): Readonly<Record<'most' | 'integers', KernelCall<Data>>> {
  const groups = covering(terms, 4);
  const workgroups = grid(rows);
  const together = mode === 'per-tensor' ? rows : 0;
  return {
    most: { inputs: [x], outputs: [most], params: { groups }, workgroups },
    integers: {
      ...{ inputs: [x, most], outputs: [y], workgroups },
      params: { groups, blocks: blocksOfTerms(terms), together },
    },
  };
}
