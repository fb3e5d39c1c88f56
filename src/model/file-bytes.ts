import { type StoredDtype, type StoredTensor, tensorSize } from './checkpoint.ts';

/** A file whose bytes can be read when they are needed, wherever they lie. */
export interface FileBytes {
  readonly size: number;
  /** Bytes `from` to `to`. Throws ModelError where the file cannot be read any more. */
  read(from: number, to: number): Uint8Array;
  /** All of them where they lie in memory, else null. */
  readonly held: Uint8Array | null;
}

export function bytesInMemory(bytes: Uint8Array): FileBytes {
  return { size: bytes.length, read: (from, to) => bytes.subarray(from, to), held: bytes };
}

/** Stands for a file of which only the header is read. */
export const ZEROS: FileBytes = {
  size: Number.POSITIVE_INFINITY,
  held: null,
  read: (from, to) => new Uint8Array(to - from),
};

/** What a tensor is called and what it holds. */
type Named = Pick<StoredTensor, 'name' | 'dtype' | 'shape'>;

/** The tensor that a file holds from byte `begin` to `end`: a view of what lies in memory, else read at each asking. */
export function tensorIn(file: FileBytes, named: Named, begin: number, end: number): StoredTensor {
  return file.held === null
    ? new FileTensor(file, named, begin)
    : { ...named, bytes: file.held.subarray(begin, end) };
}

class FileTensor implements StoredTensor {
  readonly name: string;
  readonly dtype: StoredDtype;
  readonly shape: readonly number[];
  readonly #file: FileBytes;
  readonly #begin: number;

  constructor(file: FileBytes, { name, dtype, shape }: Named, begin: number) {
    this.name = name;
    this.dtype = dtype;
    this.shape = shape;
    this.#file = file;
    this.#begin = begin;
  }

  get bytes(): Uint8Array {
    return this.read(0, tensorSize(this));
  }

  read(from: number, to: number): Uint8Array {
    return this.#file.read(this.#begin + from, this.#begin + to);
  }
}
