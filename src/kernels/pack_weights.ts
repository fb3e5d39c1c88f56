import f16Bits from '../../shaders/lib/f16_bits.wgsl?raw';
import gumbel from '../../shaders/lib/gumbel.wgsl?raw';
import rowsGenerated from '../../shaders/lib/rows_generated.wgsl?raw';
import rowsStored from '../../shaders/lib/rows_stored.wgsl?raw';
import packWeights from '../../shaders/pack_weights.wgsl?raw';
import type { KernelSource } from '../gpu/kernel.ts';
import type { KernelCall } from '../gpu/kernel-call.ts';
import type { StoredDtype } from '../model/checkpoint.ts';
import type { PackedDtype } from '../numerics/dtypes.ts';
import { covering, grid } from './grid.ts';

const STORED: Readonly<Record<StoredDtype, number>> = { F32: 0, BF16: 1, F16: 2, Q8_0: 3, Q4_0: 4 };
const HELD: Readonly<Record<PackedDtype, number>> = { f32: 0, bf16: 1, f16: 2 };

/** Packs what a checkpoint stores as kernels read it: what pack.ts does on the host, to the bit. */
export function packSource(stored: StoredDtype, held: PackedDtype): KernelSource {
  return {
    label: `pack_weights[${stored},${held}]`,
    parts: [f16Bits, packWeights, rowsStored],
    constants: { STORED: STORED[stored], HELD: HELD[held] },
  };
}

/** The same of weights that are generated where they are packed. */
export function generateSource(held: PackedDtype): KernelSource {
  return {
    label: `generate_weights[${held}]`,
    parts: [f16Bits, gumbel, packWeights, rowsGenerated],
    constants: { STORED: STORED.BF16, HELD: HELD[held] },
  };
}

export interface PackBuffers<Data> {
  /** Rows as stored, from `rows.first` on; of generated ones the key and the levels. */
  readonly source: Data;
  readonly packed: Data; // `held` quads
  readonly overflow: Data; // (1)
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
  /** The quads (groups x quads of the matrix, k-major) that `packed` holds. */
  readonly base: number;
  readonly held: number;
}

/** Packs those rows as far as they lie in what the buffer holds. */
export function packCall<Data>(
  { source, packed, overflow }: PackBuffers<Data>,
  params: PackParams,
): KernelCall<Data> {
  const { quads, base, held, count } = params;
  const first_group = Math.floor(base / quads);
  const groups = Math.ceil((base + held) / quads) - first_group;
  return {
    inputs: [source],
    outputs: [packed, overflow],
    params: { ...params, first_group, groups },
    workgroups: grid(covering(groups, 8), covering(count, 8)),
  };
}
