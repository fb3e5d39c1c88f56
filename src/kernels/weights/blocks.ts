import f16Bits from '../../../shaders/lib/f16_bits.wgsl?raw';
import weightQ4 from '../../../shaders/lib/weight_q4.wgsl?raw';
import weightQ8 from '../../../shaders/lib/weight_q8.wgsl?raw';
import type { StoredTensor } from '../../model/checkpoint.ts';
import {
  BLOCK,
  type BlockDtype,
  type Blocks,
  blocksOf,
  blockValues,
  SCALE_REFUSED,
} from '../../model/quantise.ts';
import { widenTensor } from '../../model/widen.ts';
import { type Column, type PackedShape, unitsOf, type WeightBlock, type WeightFormat } from './format.ts';

const UNIT_BYTES = 8;
/** Of four columns by four terms. */
const GROUPS = BLOCK / 4;

/** Where a block's integers lie: `put` writes the integer of a column of a quad and a term of a group into their units. */
interface Layout {
  /** Units of four columns by four terms; behind those of a block lies one of its four columns' scales. */
  readonly units: 1 | 2;
  put(
    bytes: Uint8Array,
    unitAt: (unit: number) => number,
    column: number,
    term: number,
    integer: number,
  ): void;
}

/** Four bytes a column, two columns a unit. */
const EIGHT_BITS: Layout = {
  units: 2,
  put(bytes, unitAt, column, term, integer) {
    bytes[unitAt(column >> 1) + (column & 1) * 4 + term] = integer;
  },
};

/** Four nibbles a column, the first the lowest. */
const FOUR_BITS: Layout = {
  units: 1,
  put(bytes, unitAt, column, term, integer) {
    bytes[unitAt(0) + column * 2 + (term >> 1)] |= (integer + 8) << (4 * (term & 1));
  },
};

/** 8.5 bits a weight, as GGUF's Q8_0: the bits of a checkpoint in that dtype, in another order. */
export const q8 = blocks('Q8_0', weightQ8, EIGHT_BITS);

/** 4.5 bits a weight, as GGUF's Q4_0. */
export const q4 = blocks('Q4_0', weightQ4, FOUR_BITS);

function blocks(stored: BlockDtype, prelude: string, layout: Layout): WeightFormat {
  const block: WeightBlock = { terms: BLOCK, units: GROUPS * layout.units + 1, unitBytes: UNIT_BYTES };
  return {
    preludes: [f16Bits, prelude],
    block,
    stored,
    refusal: SCALE_REFUSED,
    values: (tensor) =>
      tensor.dtype === stored
        ? widenTensor(tensor)
        : blockValues(blocksOf(tensor, stored), tensor.shape.at(-1)!),
    pack: (columns, shape) => [packBlocks(columns, shape, { stored, block, layout })],
  };
}

/** A matrix of (blocks, units, quads): neighbouring threads, which own neighbouring columns, read neighbouring bytes. */
function packBlocks(
  columns: readonly Column[],
  shape: PackedShape,
  {
    stored,
    block,
    layout,
  }: { readonly stored: BlockDtype; readonly block: WeightBlock; readonly layout: Layout },
): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(unitsOf(block, shape) * UNIT_BYTES);
  const quantised = new Map<StoredTensor, Blocks>();
  columns.forEach((column, n) => {
    if (!column) return;
    const known = quantised.get(column.tensor) ?? blocksOf(column.tensor, stored);
    quantised.set(column.tensor, known);
    const { perRow, scales, integers } = known;
    for (let b = 0; b < perRow; b++) {
      const from = column.row * perRow + b;
      const unitAt = (unit: number) => UNIT_BYTES * ((b * block.units + unit) * shape.quads + (n >> 2));
      for (let i = 0; i < BLOCK; i++) {
        const first = (i >> 2) * layout.units;
        layout.put(bytes, (unit) => unitAt(first + unit), n & 3, i & 3, integers[from * BLOCK + i]);
      }
      const scale = unitAt(block.units - 1) + 2 * (n & 3);
      bytes[scale] = scales[from] & 0xff;
      bytes[scale + 1] = scales[from] >> 8;
    }
  });
  return bytes;
}
