import blocksQuantised from '../../shaders/lib/blocks_quantised.wgsl?raw';
import blocksStored from '../../shaders/lib/blocks_stored.wgsl?raw';
import f16Bits from '../../shaders/lib/f16_bits.wgsl?raw';
import gumbel from '../../shaders/lib/gumbel.wgsl?raw';
import packColumns from '../../shaders/lib/pack_columns.wgsl?raw';
import rowsBlocks from '../../shaders/lib/rows_blocks.wgsl?raw';
import rowsGenerated from '../../shaders/lib/rows_generated.wgsl?raw';
import rowsStored from '../../shaders/lib/rows_stored.wgsl?raw';
import packBlocks from '../../shaders/pack_blocks.wgsl?raw';
import packWeights from '../../shaders/pack_weights.wgsl?raw';
import type { KernelSource } from '../gpu/kernel.ts';
import type { KernelCall } from '../gpu/kernel-call.ts';
import { isPlain, type StoredDtype } from '../model/checkpoint.ts';
import type { PackedDtype } from '../numerics/dtypes.ts';
import { PORTABLE_BITS } from '../numerics/portable/constants.ts';
import { covering, grid } from './grid.ts';
import { mathPreludes } from './math.ts';
import { WEIGHT_FORMATS } from './weight-formats.ts';
import type { WeightBlock } from './weights/format.ts';

const STORED: Readonly<Record<StoredDtype, number>> = { F32: 0, BF16: 1, F16: 2, Q8_0: 3, Q4_0: 4 };
const HELD = { f32: 0, bf16: 1, f16: 2 } as const;
const BITS = { q8: 8, q4: 4 } as const;

/** Packs what a checkpoint stores as kernels read it: what pack.ts does on the host, to the bit. */
export function packSource(stored: StoredDtype, held: PackedDtype): KernelSource {
  return {
    label: `pack_weights[${stored},${held}]`,
    ...packing(held, stored, [isPlain(stored) ? rowsStored : rowsBlocks]),
  };
}

/** The same of weights that are generated where they are packed. */
export function generateSource(held: PackedDtype): KernelSource {
  return {
    label: `generate_weights[${held}]`,
    ...packing(held, 'BF16', [...mathPreludes('native'), gumbel, rowsGenerated]),
  };
}

/** `rows`: what gives the rows, which are of the dtype `stored`. */
function packing(
  held: PackedDtype,
  stored: StoredDtype,
  rows: readonly string[],
): Omit<KernelSource, 'label'> {
  const begin = [f16Bits, packColumns, ...rows];
  if (held !== 'q8' && held !== 'q4')
    return {
      parts: [...begin, packWeights],
      constants: { STORED: STORED[stored], HELD: HELD[held], LEAST: PORTABLE_BITS.LEAST },
    };
  const blocks = WEIGHT_FORMATS[held].stored === stored ? blocksStored : blocksQuantised;
  return { parts: [...begin, blocks, packBlocks], constants: { STORED: STORED[stored], BITS: BITS[held] } };
}

/** What is told of a tensor that was packed: bits. */
export const PACKED = { overflows: 1, belowOperands: 2 } as const;

export interface PackBuffers<Data> {
  /** Rows as stored, from `rows.first` on; of generated ones the key and the levels. */
  readonly source: Data;
  readonly packed: Data; // `held` units
  readonly overflow: Data; // (1) bits of `PACKED`
}

/** A tensor's place in a matrix, which rows of it are packed, and which part of the matrix the buffer holds. All in whole quads. */
export interface PackParams {
  /** K. */
  readonly terms: number;
  /** Of the whole matrix. */
  readonly quads: number;
  /** The matrix' quad that the tensor begins at. */
  readonly to: number;
  /** Columns that are padded to whole quads: those of a head, or all of the tensor's. */
  readonly piece: number;
  /** Quads of the tensor that this call packs, and the row that the first begins at. */
  readonly first_quad: number;
  readonly count: number;
  readonly first_row: number;
  /** The units of the matrix, (blocks, units of a block, quads), that `packed` holds. */
  readonly base: number;
  readonly held: number;
}

/** Packs those rows as far as they lie in what the buffer holds. `block`: the format's. */
export function packCall<Data>(
  { source, packed, overflow }: PackBuffers<Data>,
  params: PackParams,
  block: WeightBlock,
): KernelCall<Data> {
  const { quads, base, held, count } = params;
  const blockUnits = block.units * quads;
  const first_block = Math.floor(base / blockUnits);
  const blocks = Math.ceil((base + held) / blockUnits) - first_block;
  return {
    inputs: [source],
    outputs: [packed, overflow],
    params: { ...params, first_block, blocks },
    workgroups: grid(covering(blocks, 8), covering(count, 8)),
  };
}
