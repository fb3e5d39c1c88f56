import { bytesOf, type StoredTensor, tensorBytes, tensorSize } from './checkpoint.ts';
import { widenTensor } from './widen.ts';

/** Some rows of an (out, in) tensor, a view of what lies in memory. */
export function rowsOf(tensor: StoredTensor, first: number, rows: number): StoredTensor {
  const { name, dtype, shape } = tensor;
  const [, terms] = shape;
  const rowBytes = bytesOf(dtype, terms);
  const begin = first * rowBytes;
  const end = begin + rows * rowBytes;
  const read = (from: number, to: number) => tensorBytes(tensor, begin + from, begin + to);
  return {
    ...{ name, dtype, shape: [rows, terms] },
    get bytes() {
      return tensorBytes(tensor, begin, end);
    },
    ...(tensor.read && { read }),
  };
}

/** Tensors of one dtype and shape as one, their rows one below the other; none is read before that is asked for. */
export function stacked(name: string, tensors: readonly StoredTensor[]): StoredTensor {
  const [{ dtype, shape }] = tensors;
  const each = tensorSize(tensors[0]);
  const read = (from: number, to: number) => {
    const bytes = new Uint8Array(to - from);
    for (let at = from; at < to; ) {
      const [part, begin] = [Math.floor(at / each), at % each];
      const end = Math.min(each, begin + to - at);
      bytes.set(tensorBytes(tensors[part], begin, end), at - from);
      at += end - begin;
    }
    return bytes;
  };
  return {
    ...{ name, dtype, shape: [tensors.length * shape[0], ...shape.slice(1)], read },
    get bytes() {
      return read(0, tensors.length * each);
    },
  };
}

/** A gain that is stored less 1, as the models that do so add it: in f32. */
export function wholeGain(tensor: StoredTensor): StoredTensor {
  return gainFrom(tensor, (value) => 1 + value);
}

/** A gain over what logits are divided by: exact where that is a power of two. */
export function dividedGain(tensor: StoredTensor, divisor: number): StoredTensor {
  return gainFrom(tensor, (value) => value / divisor);
}

function gainFrom(tensor: StoredTensor, of: (value: number) => number): StoredTensor {
  const { name, shape } = tensor;
  return { name, shape, dtype: 'F32', bytes: new Uint8Array(widenTensor(tensor).map(of).buffer) };
}
