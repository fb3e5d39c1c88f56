import type { StoredDtype, StoredTensor } from '../../model/checkpoint.ts';

/** One packed column: which row of which projection it is, or null for padding. */
export type Column = { readonly tensor: StoredTensor; readonly row: number } | null;

/** The sizes of a packed matrix. */
export interface PackedShape {
  /** K as the plan counts it. */
  readonly terms: number;
  /** K / 4, rounded up; the terms past K are zero. */
  readonly groups: number;
  /** N / 4, rounded up; the columns past N are zero. */
  readonly quads: number;
}

/** What a matrix is made of, and cut between: (blocks of terms, units of a block, quads) of units. */
export interface WeightBlock {
  /** Terms of a block, of four columns. */
  readonly terms: 4 | 32;
  readonly units: number;
  /** A power of two. */
  readonly unitBytes: number;
}

/** A quad of four columns by four terms is a unit of its own. */
export function quadBlock(unitBytes: number): WeightBlock {
  return { terms: 4, units: 1, unitBytes };
}

/** How weights are held on the device: all that anyone knows of a format. */
export interface WeightFormat {
  /** What stands before a kernel that reads weights, beside what binds them (pieces.ts): it gives what lib/weight_f32.wgsl says. */
  readonly preludes: readonly string[];
  readonly block: WeightBlock;
  /** The element type of a checkpoint's tensors that hold just this. */
  readonly stored: StoredDtype;
  /** Why a tensor is refused that does not fit; null where every one fits. */
  readonly refusal: string | null;
  /** The f32 values that are held of an (out, in) tensor, row-major. Throws ModelError where a weight does not fit. */
  values(tensor: StoredTensor): Float32Array<ArrayBuffer>;
  /** The buffers that the prelude binds, in order. Throws ModelError where a weight does not fit. */
  pack(columns: readonly Column[], shape: PackedShape): readonly Uint8Array<ArrayBuffer>[];
}

/** Units of a matrix. */
export function unitsOf({ terms, units }: WeightBlock, shape: Pick<PackedShape, 'groups' | 'quads'>): number {
  return Math.ceil((4 * shape.groups) / terms) * units * shape.quads;
}

/** Bytes of a matrix. */
export function packedBytes(block: WeightBlock, shape: Pick<PackedShape, 'groups' | 'quads'>): number {
  return unitsOf(block, shape) * block.unitBytes;
}
