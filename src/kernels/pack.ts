import type { StoredTensor } from '../model/checkpoint.ts';
import type { PackedDtype } from '../numerics/dtypes.ts';
import { WEIGHT_FORMATS } from './weight-formats.ts';
import type { Column, PackedShape } from './weights/format.ts';

/** A matrix as the matmul kernels read it. */
export interface PackedMatrix extends PackedShape {
  readonly dtype: PackedDtype;
  /** What its format's prelude binds, in order. */
  readonly buffers: readonly Uint8Array<ArrayBuffer>[];
}

/** Packs rows of [out, in] projections. Throws ModelError where a weight does not fit the format. */
export function packMatrix(columns: readonly Column[], terms: number, dtype: PackedDtype): PackedMatrix {
  const shape = { terms, groups: Math.ceil(terms / 4), quads: Math.ceil(columns.length / 4) };
  return { dtype, ...shape, buffers: WEIGHT_FORMATS[dtype].pack(columns, shape) };
}

/** All rows of a projection, padded with zero columns to a multiple of four. */
export function wholeColumns(tensor: StoredTensor): Column[] {
  return padToQuad(Array.from({ length: tensor.shape[0] }, (_, row) => ({ tensor, row })));
}

/** The rows of a projection by heads, each head padded to whole quads so that none straddles two heads. */
export function headColumns(tensor: StoredTensor, headDim: number): Column[] {
  const heads = tensor.shape[0] / headDim;
  return Array.from({ length: heads }, (_, head) =>
    padToQuad(Array.from({ length: headDim }, (_, d) => ({ tensor, row: head * headDim + d }))),
  ).flat();
}

function padToQuad(columns: Column[]): Column[] {
  return [...columns, ...Array<Column>((4 - (columns.length % 4)) % 4).fill(null)];
}
