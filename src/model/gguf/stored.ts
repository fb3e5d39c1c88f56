import { bytesOf, type StoredTensor, tensorBytes, tensorSize } from '../checkpoint.ts';
import { type FileBytes, tensorIn } from '../file-bytes.ts';
import { isWidened, WIDENED_BLOCK, type WidenedType } from './ggml-types.ts';
import type { GgufTensor } from './header.ts';
import { widenBlocks } from './widen-blocks.ts';

/** A tensor of a file whose data begins at byte `data`: as it is stored, or read as F32 where engines do not know its blocks. */
export function storedTensor(file: FileBytes, data: number, tensor: GgufTensor): StoredTensor {
  const { name, type, shape, begin, end } = tensor;
  return isWidened(type)
    ? widened(file, { name, shape }, type, data + begin)
    : tensorIn(file, { name, dtype: type, shape }, data + begin, data + end);
}

/** Widens the blocks that are asked for, and keeps none. */
function widened(
  file: FileBytes,
  named: Pick<StoredTensor, 'name' | 'shape'>,
  type: WidenedType,
  at: number,
): StoredTensor {
  const { weights, bytes: size } = WIDENED_BLOCK[type];
  const whole = weights * 4;
  return viewed({ ...named, dtype: 'F32' }, (from, to) => {
    const first = Math.floor(from / whole);
    const blocks = file.read(at + first * size, at + Math.ceil(to / whole) * size);
    const values = new Uint8Array(widenBlocks(blocks, type).buffer);
    return values.subarray(from - first * whole, to - first * whole);
  });
}

/**
 * Queries or keys whose rows are in the order that interleaved RoPE wants, (head, pair, half), put back into this lab's, (head, half, pair): the
 * halves of a head lie behind each other. Works for weights in blocks, which run along a row, and for biases, whose rows are single numbers.
 */
export function unpaired(tensor: StoredTensor, headDim: number): StoredTensor {
  return rowsWithin(tensor, headDim, (row) => (row % (headDim / 2)) * 2 + Math.floor(row / (headDim / 2)));
}

/** The other way. */
export function paired(tensor: StoredTensor, headDim: number): StoredTensor {
  return rowsWithin(tensor, headDim, (row) => (row % 2) * (headDim / 2) + Math.floor(row / 2));
}

/** The same elements in another shape; what keeps its rows whole keeps its blocks. */
export function reshaped(tensor: StoredTensor, shape: readonly number[]): StoredTensor {
  const { name, dtype } = tensor;
  return viewed({ name, dtype, shape }, (from, to) => tensorBytes(tensor, from, to));
}

/** Each head's rows in another order: row r of the result is row `source(r)` of the tensor, both counted within the head. */
function rowsWithin(tensor: StoredTensor, headDim: number, source: (row: number) => number): StoredTensor {
  const { dtype, shape } = tensor;
  const rowBytes = bytesOf(dtype, shape.length === 1 ? 1 : shape[1]);
  const headBytes = headDim * rowBytes;
  return viewed(tensor, (from, to) => {
    const first = Math.floor(from / headBytes) * headBytes;
    const heads = tensorBytes(tensor, first, Math.ceil(to / headBytes) * headBytes);
    const ordered = new Uint8Array(heads.length);
    for (let at = 0; at < heads.length; at += rowBytes) {
      const head = Math.floor(at / headBytes) * headBytes;
      const begin = head + source((at - head) / rowBytes) * rowBytes;
      ordered.set(heads.subarray(begin, begin + rowBytes), at);
    }
    return ordered.subarray(from - first, to - first);
  });
}

function viewed(
  { name, dtype, shape }: Pick<StoredTensor, 'name' | 'dtype' | 'shape'>,
  read: (from: number, to: number) => Uint8Array,
): StoredTensor {
  return {
    ...{ name, dtype, shape, read },
    get bytes() {
      return read(0, tensorSize({ dtype, shape }));
    },
  };
}
