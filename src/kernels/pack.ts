import type { StoredTensor } from '../model/checkpoint.ts';
import { halfBits, type PackedDtype } from '../model/convert.ts';
import { widenTensor } from '../model/widen.ts';

/** One packed column: which row of which projection it is, or null for padding. */
export type Column = { readonly tensor: StoredTensor; readonly row: number } | null;

/** A matrix in the layout the matmul kernels read: (groups, quads) of four columns by four terms. */
export interface PackedMatrix {
  readonly dtype: PackedDtype;
  /** K as the plan counts it. */
  readonly terms: number;
  /** K / 4, rounded up; the terms past K are zero. */
  readonly groups: number;
  /** N / 4, rounded up; the columns past N are zero. */
  readonly quads: number;
  /** What its format's prelude binds, in order. */
  readonly buffers: readonly Uint8Array<ArrayBuffer>[];
}

/**
 * Packs rows of [out, in] projections, k-major: neighbouring threads, which own neighbouring columns, read neighbouring
 * bytes. Throws ModelError where a finite weight overflows f16.
 */
export function packMatrix(columns: readonly Column[], terms: number, dtype: PackedDtype): PackedMatrix {
  const groups = Math.ceil(terms / 4);
  const quads = Math.ceil(columns.length / 4);
  const size = groups * quads * 16;
  const packed = dtype === 'f32' ? new Float32Array(size) : new Uint16Array(size);
  const converted = new Map<StoredTensor, Float32Array | Uint16Array>();
  for (const column of columns) {
    if (column && !converted.has(column.tensor)) converted.set(column.tensor, elements(column.tensor, dtype));
  }
  columns.forEach((column, n) => {
    if (!column) return;
    const source = converted.get(column.tensor)!;
    const from = column.row * terms;
    const at = (n >> 2) * 16 + (n & 3) * 4;
    for (let k = 0; k < terms; k++) packed[(k >> 2) * quads * 16 + at + (k & 3)] = source[from + k];
  });
  return { dtype, terms, groups, quads, buffers: [new Uint8Array(packed.buffer)] };
}

function elements(tensor: StoredTensor, dtype: PackedDtype): Float32Array | Uint16Array {
  return dtype === 'f32' ? widenTensor(tensor) : halfBits(tensor, dtype);
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
