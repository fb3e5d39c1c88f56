import { convertTensor, resolveDtype } from '../../../kernels/weight-formats.ts';
import type { StoredTensor } from '../../../model/checkpoint.ts';
import { BLOCK, type Blocks, blocksOf } from '../../../model/quantise.ts';
import type { PackedDtype, WeightDtype } from '../../../numerics/dtypes.ts';
import type { MathName } from '../../../numerics/math-name.ts';
import { f16FromBits } from '../../../numerics/rounding.ts';
import { asRead } from '../cpu-weights.ts';
import type { WasmMemory } from './wasm-memory.ts';

/** How a matrix is held, as the kernels number it (assembly/forms.ts). */
export const MATRIX_FORMS = { f32: 0, bf16: 1, q8: 2, q4: 3 } as const;
type MatrixForm = keyof typeof MATRIX_FORMS;

/** A matrix in quads (assembly/products.ts): (columns / 4, terms / 4, 4 columns, 4 terms), zeros past the last of either. */
export interface Matrix {
  readonly at: number;
  readonly terms: number;
  readonly columns: number;
  readonly form: MatrixForm;
}

/** Elements up to a whole vector of four. */
export function padded(elements: number): number {
  return 4 * Math.ceil(elements / 4);
}

/** Bytes of a block of four columns by 32 terms, the scales last. */
const BLOCK_BYTES = { q8: 144, q4: 80 } as const;
const SCALE_BYTES = 16;

/** Of a quad of columns. */
export function quadBytes(terms: number, form: MatrixForm): number {
  if (form === 'f32' || form === 'bf16') return 4 * padded(terms) * (form === 'f32' ? 4 : 2);
  return BLOCK_BYTES[form] * Math.ceil(terms / BLOCK);
}

/** Projections of one input side by side. Throws ModelError where a weight does not fit the dtype. */
export function packMatrix(
  tensors: readonly StoredTensor[],
  { dtype, math }: { readonly dtype: WeightDtype; readonly math: MathName },
  memory: WasmMemory,
  allocate: (bytes: number) => number,
): Matrix {
  const terms = tensors[0].shape.at(-1)!;
  const counts = tensors.map(({ shape }) => shape.reduce((product, n) => product * n, 1) / terms);
  const columns = counts.reduce((sum, count) => sum + count, 0);
  const form = formOf(tensors.map((tensor) => resolveDtype(dtype, [tensor])));
  const bytes = (padded(columns) / 4) * quadBytes(terms, form);
  const at = allocate(bytes);
  let first = 0;
  tensors.forEach((tensor, i) => {
    if (form === 'q8' || form === 'q4') {
      const blocks = blocksOf(tensor, resolveDtype(dtype, [tensor]) === 'q8' ? 'Q8_0' : 'Q4_0');
      packBlocks(blocks, memory.bytes(at, bytes), form, first);
    } else {
      const values = asRead(convertTensor(tensor, dtype), tensor, dtype, math);
      if (form === 'bf16') packColumns(upperHalves(values), terms, memory.halves(at, bytes / 2), first);
      else packColumns(values, terms, memory.floats(at, bytes / 4), first);
    }
    first += counts[i];
  });
  return { at, terms, columns, form };
}

/** The smallest form with the bits of all: integers of four bits are ones of eight too. */
function formOf(dtypes: readonly PackedDtype[]): MatrixForm {
  const among = (...some: readonly PackedDtype[]) => dtypes.every((dtype) => some.includes(dtype));
  if (among('q4')) return 'q4';
  if (among('q8', 'q4')) return 'q8';
  return among('bf16') ? 'bf16' : 'f32';
}

/** The upper 16 bits of each value: its bf16, where it is one. */
function upperHalves(values: Float32Array): Uint16Array {
  const bits = new Uint32Array(values.buffer, values.byteOffset, values.length);
  const halves = new Uint16Array(bits.length);
  for (let i = 0; i < bits.length; i++) halves[i] = bits[i] >>> 16;
  return halves;
}

/** Writes rows of `values`, of `terms` each, as the columns of a matrix in quads from `first` on. */
function packColumns<Elements extends Float32Array | Uint16Array>(
  values: Elements,
  terms: number,
  quads: Elements,
  first: number,
): void {
  const block = 4 * padded(terms);
  const columns = values.length / terms;
  for (let n = 0; n < columns; n++) {
    const column = first + n;
    let to = (column >> 2) * block + (column & 3) * 4;
    let from = n * terms;
    for (let k = 0; k < terms; k++) {
      quads[to] = values[from++];
      to += (k & 3) === 3 ? 13 : 1;
    }
  }
}

/** The same of blocks, as assembly/forms.ts says they lie. */
function packBlocks(
  { rows, perRow, scales, integers }: Blocks,
  quads: Uint8Array<ArrayBuffer>,
  form: 'q8' | 'q4',
  first: number,
): void {
  const bytes = BLOCK_BYTES[form];
  const view = new DataView(quads.buffer, quads.byteOffset, quads.byteLength);
  for (let n = 0; n < rows; n++) {
    const column = first + n;
    const lane = 4 * (column & 3);
    for (let b = 0; b < perRow; b++) {
      const block = n * perRow + b;
      const at = ((column >> 2) * perRow + b) * bytes;
      view.setFloat32(at + bytes - SCALE_BYTES + lane, f16FromBits(scales[block]), true);
      for (let i = 0; i < BLOCK; i++) {
        const [group, integer] = [i >> 2, integers[block * BLOCK + i]];
        if (form === 'q8') quads[at + 16 * group + lane + (i & 3)] = integer;
        else quads[at + 16 * (group >> 1) + lane + (i & 3)] |= (integer + 8) << (4 * (group & 1));
      }
    }
  }
}
