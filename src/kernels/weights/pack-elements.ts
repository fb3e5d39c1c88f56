import type { StoredTensor } from '../../model/checkpoint.ts';
import type { Column, PackedShape } from './format.ts';

type Elements = Uint32Array<ArrayBuffer> | Uint16Array<ArrayBuffer>;

/**
 * Packs rows of [out, in] projections whose weights are held one by one: (groups, quads) of four columns by four terms, k-major, so
 * that neighbouring threads, which own neighbouring columns, read neighbouring bytes. `elementsOf` gives a tensor's, row-major.
 */
export function packElements(
  columns: readonly Column[],
  { terms, groups, quads }: PackedShape,
  Kind: typeof Uint32Array | typeof Uint16Array,
  elementsOf: (tensor: StoredTensor) => Elements,
): Uint8Array<ArrayBuffer> {
  const packed = new Kind(groups * quads * 16);
  const converted = new Map<StoredTensor, Elements>();
  for (const column of columns) {
    if (column && !converted.has(column.tensor)) converted.set(column.tensor, elementsOf(column.tensor));
  }
  columns.forEach((column, n) => {
    if (!column) return;
    const source = converted.get(column.tensor)!;
    const from = column.row * terms;
    const at = (n >> 2) * 16 + (n & 3) * 4;
    for (let k = 0; k < terms; k++) packed[(k >> 2) * quads * 16 + at + (k & 3)] = source[from + k];
  });
  return new Uint8Array(packed.buffer);
}
