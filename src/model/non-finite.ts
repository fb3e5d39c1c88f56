import type { StoredDtype, StoredTensor } from './checkpoint.ts';
import { shown } from './model-error.ts';
import { widenTensor } from './widen.ts';

/** The exponent's bits of each dtype: all of them set in NaN and infinity, and in nothing else. */
const EXPONENT: Readonly<Record<StoredDtype, number>> = { F32: 0x7f80_0000, F16: 0x7c00, BF16: 0x7f80 };

/** Where a tensor holds NaN or infinity. */
export interface NonFinite {
  readonly tensor: string;
  /** Indices of the first such value, one an axis. */
  readonly place: readonly number[];
  readonly value: number;
  readonly count: number;
}

/** Looks at every value once; null where all are finite. */
export function findNonFinite(tensor: StoredTensor): NonFinite | null {
  const words = wordsOf(tensor);
  const exponent = EXPONENT[tensor.dtype];
  let count = 0;
  let first = 0;
  for (let i = words.length - 1; i >= 0; i--) {
    if ((words[i] & exponent) !== exponent) continue;
    count++;
    first = i;
  }
  if (count === 0) return null;
  const size = words.BYTES_PER_ELEMENT;
  const [value] = widenTensor({ ...tensor, bytes: tensor.bytes.subarray(first * size, (first + 1) * size) });
  return { tensor: tensor.name, place: placeIn(tensor.shape, first), value, count };
}

/** A sentence for each of the first tensors that hold such values, and one for the rest. */
export function nonFiniteNotes(tensors: readonly StoredTensor[]): string[] {
  const found = tensors.map(findNonFinite).filter((each) => each !== null);
  const notes = found
    .slice(0, 3)
    .map(
      ({ tensor, place, value, count }) =>
        `${shown(tensor)} holds ${count.toLocaleString('en')} value${count === 1 ? '' : 's'} that ${count === 1 ? 'is' : 'are'} NaN or infinite, the first ${value} at [${place.join(', ')}]: no output that it reaches means anything`,
    );
  return found.length > 3 ? [...notes, `so do ${found.length - 3} more tensors`] : notes;
}

/** Without a copy where the bytes lie as typed arrays ask. */
function wordsOf({ dtype, bytes }: StoredTensor): Uint16Array | Uint32Array {
  const Words = dtype === 'F32' ? Uint32Array : Uint16Array;
  const length = bytes.byteLength / Words.BYTES_PER_ELEMENT;
  if (bytes.byteOffset % Words.BYTES_PER_ELEMENT !== 0) return new Words(new Uint8Array(bytes).buffer);
  return new Words(bytes.buffer as ArrayBuffer, bytes.byteOffset, length);
}

function placeIn(shape: readonly number[], index: number): number[] {
  return shape.reduceRight<{ place: number[]; rest: number }>(
    ({ place, rest }, size) => ({ place: [rest % size, ...place], rest: Math.floor(rest / size) }),
    { place: [], rest: index },
  ).place;
}
