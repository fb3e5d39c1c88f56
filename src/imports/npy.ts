import { show } from '../experiment/errors.ts';
import { elementsOf } from '../model/graph.ts';
import { widenTensor } from '../model/widen.ts';
import type { Gathered } from './gathered.ts';
import { ImportError } from './import-error.ts';
import { addLogits, checkShape } from './logits.ts';

/** The format of numpy.lib.format, versions 1 to 3: a magic text, two bytes of version, the header's length, and a Python dict. */
const MAGIC = '\x93NUMPY';
const BYTES = { '<f2': 2, '<f4': 4, '<f8': 8 } as const;
type Descr = keyof typeof BYTES;

interface Header {
  readonly descr: Descr;
  readonly fortran: boolean;
  readonly shape: readonly number[];
  /** Where the values begin. */
  readonly data: number;
}

export function isNpy(bytes: Uint8Array): boolean {
  return String.fromCharCode(...bytes.subarray(0, MAGIC.length)) === MAGIC;
}

/** Reads an array of logits. Throws ImportError naming the part of the header, what was expected and what was found. */
export function readNpy(bytes: Uint8Array, where: string, into: Gathered): string {
  const { descr, fortran, shape, data } = headerOf(bytes, where);
  checkShape(shape, `${where}: shape`);
  const wanted = elementsOf(shape) * BYTES[descr];
  if (bytes.length - data !== wanted) {
    throw new ImportError(
      where,
      `expected ${wanted} bytes for ${descr} [${shape.join(', ')}], found ${bytes.length - data}`,
    );
  }
  const { values, rounded } = asF32(bytes.subarray(data), descr);
  if (rounded) into.count('Its f64 values were rounded to f32: equal bits are of the rounded values.');
  addLogits(null, { shape, values: fortran ? rowMajor(values, shape) : values }, where, into);
  return `logits in .npy, ${{ '<f2': 'f16', '<f4': 'f32', '<f8': 'f64' }[descr]}`;
}

function headerOf(bytes: Uint8Array, where: string): Header {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const version = bytes[6];
  if (version === undefined || version < 1 || version > 3)
    throw new ImportError(where, `expected .npy of version 1, 2 or 3, found ${version ?? 'nothing'}`);
  const from = version === 1 ? 10 : 12;
  const length =
    bytes.length < from ? Infinity : version === 1 ? view.getUint16(8, true) : view.getUint32(8, true);
  if (from + length > bytes.length)
    throw new ImportError(where, 'expected a whole header, found a file that ends in it');
  const text = new TextDecoder().decode(bytes.subarray(from, from + length));
  return { ...dictOf(text, `${where}: header`), data: from + length };
}

/** What numpy writes: these three entries, in any order. */
function dictOf(text: string, where: string): Omit<Header, 'data'> {
  const descr = /'descr':\s*'([^']*)'/.exec(text)?.[1];
  if (descr === undefined && /'descr':\s*\[/.test(text))
    throw new ImportError(where, 'expected numbers of one kind, found a structured array');
  if (descr === undefined || !Object.hasOwn(BYTES, descr))
    throw new ImportError(
      where,
      `descr: expected one of ${Object.keys(BYTES).join(', ')}, found ${show(descr)}`,
    );
  const fortran = /'fortran_order':\s*(True|False)/.exec(text)?.[1];
  if (!fortran) throw new ImportError(where, 'fortran_order: expected True or False, found neither');
  const shape = /'shape':\s*\(([\d,\s]*)\)/.exec(text)?.[1];
  if (shape === undefined) throw new ImportError(where, 'shape: expected a tuple of sizes, found none');
  const sizes = shape.split(',').flatMap((size) => (size.trim() === '' ? [] : [Number(size)]));
  return { descr: descr as Descr, fortran: fortran === 'True', shape: sizes };
}

function asF32(bytes: Uint8Array, descr: Descr): { values: Float32Array; rounded: boolean } {
  if (descr !== '<f8') {
    const dtype = descr === '<f2' ? 'F16' : 'F32';
    return { values: widenTensor({ name: '', dtype, shape: [], bytes }), rounded: false };
  }
  // A copy begins where a typed array may.
  const doubles = new Float64Array(new Uint8Array(bytes).buffer);
  const values = Float32Array.from(doubles);
  return { values, rounded: doubles.some((value, at) => !Object.is(value, values[at])) };
}

/** Column-major (Fortran's order) to row-major. */
function rowMajor(values: Float32Array, shape: readonly number[]): Float32Array {
  const strides = shape.map((_, axis) => elementsOf(shape.slice(0, axis)));
  const result = new Float32Array(values.length);
  const index = shape.map(() => 0);
  for (let at = 0; at < result.length; at++) {
    let from = 0;
    for (let axis = 0; axis < index.length; axis++) from += index[axis] * strides[axis];
    result[at] = values[from];
    for (let axis = index.length - 1; axis >= 0 && ++index[axis] === shape[axis]; axis--) index[axis] = 0;
  }
  return result;
}
