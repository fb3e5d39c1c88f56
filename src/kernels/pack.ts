import type { StoredDtype, StoredTensor } from '../model/checkpoint.ts';
import { ModelError } from '../model/model-error.ts';
import { widenTensor } from '../model/widen.ts';
import type { WeightDtype } from '../numerics/dtypes.ts';
import { bf16Bits, f16Bits } from '../numerics/rounding.ts';
import type { PackedDtype } from './preludes.ts';

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
  readonly bytes: Uint8Array<ArrayBuffer>;
}

const PACKED: Record<StoredDtype, PackedDtype> = { F32: 'f32', BF16: 'bf16', F16: 'f16' };

/** The dtype a fused matrix gets: as stored where its tensors agree, else f32, which holds any of them exactly. */
export function packedDtype(weights: WeightDtype, tensors: readonly StoredTensor[]): PackedDtype {
  if (weights !== 'stored') return weights;
  const stored = new Set(tensors.map((tensor) => PACKED[tensor.dtype]));
  return stored.size === 1 ? PACKED[tensors[0].dtype] : 'f32';
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
    if (column && !converted.has(column.tensor)) converted.set(column.tensor, convert(column.tensor, dtype));
  }
  columns.forEach((column, n) => {
    if (!column) return;
    const source = converted.get(column.tensor)!;
    const from = column.row * terms;
    const at = (n >> 2) * 16 + (n & 3) * 4;
    for (let k = 0; k < terms; k++) packed[(k >> 2) * quads * 16 + at + (k & 3)] = source[from + k];
  });
  return { dtype, terms, groups, quads, bytes: new Uint8Array(packed.buffer) };
}

/** A tensor's values as f32, or as the bits of a 16-bit dtype. */
function convert(tensor: StoredTensor, dtype: PackedDtype): Float32Array | Uint16Array {
  if (dtype === 'f32') return widenTensor(tensor);
  if (PACKED[tensor.dtype] === dtype) return new Uint16Array(new Uint8Array(tensor.bytes).buffer);
  const bits = Uint16Array.from(widenTensor(tensor), dtype === 'bf16' ? bf16Bits : f16Bits);
  if (dtype === 'f16' && bits.some((half) => (half & 0x7fff) === 0x7c00)) {
    throw new ModelError(tensor.name, 'a weight does not fit f16; choose bf16 or f32 weights');
  }
  return bits;
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
