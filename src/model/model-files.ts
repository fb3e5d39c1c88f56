import type { FileBytes } from './file-bytes.ts';
import type { Digest, Hashing } from './hasher.ts';

/** Bytes of a file read so far, and of all of it where the source says. */
export type OnBytes = (loaded: number, total: number | null) => void;

/** Is given a file's bytes in order, piece after piece, and keeps none: whoever reads may use the memory again. */
export type OnPiece = (piece: Uint8Array) => void;

/** Files up to this size are kept in memory once they were read; of larger ones what is needed is read again. */
export const KEPT_BYTES = 1 << 25;

/** What a file held when it was downloaded and compared. */
export interface KnownFile {
  readonly digest: Digest | null;
  /** In hex, of what was written. */
  readonly xxh128: string | null;
  /** What its user can do where it holds something else. */
  readonly remedy: string;
}

/** A model's folder in Hugging Face layout, wherever it is. */
export interface ModelFiles {
  /**
   * The whole of one file, of `most` bytes at most. Throws MissingFileError where there is none, and ModelError naming the file
   * and its place where it is larger or cannot be read.
   */
  read(name: string, onBytes?: OnBytes, most?: number): Promise<Uint8Array>;
  /**
   * Reads one file through, once, and gives what its bytes can be read from again. Throws as `read`, and what `onPiece` throws. Left out
   * where all is in memory anyway.
   */
  readThrough?(name: string, onPiece: OnPiece, onBytes?: OnBytes, most?: number): Promise<FileBytes>;
  /** Of a file that was downloaded; null of others. */
  known?(name: string): Promise<KnownFile | null>;
  /** The platform's. Left out: `anyHashing`. */
  readonly hashing?: Hashing;
  /** The names in the folder, where its place tells them; used for messages only. */
  names?(): Promise<readonly string[]>;
}
