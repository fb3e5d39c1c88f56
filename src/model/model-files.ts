/** Bytes of a file read so far, and of all of it where the source says. */
export type OnBytes = (loaded: number, total: number | null) => void;

/** A model's folder in Hugging Face layout, wherever it is. */
export interface ModelFiles {
  /**
   * The whole of one file, of `most` bytes at most. Throws MissingFileError where there is none, and ModelError naming the file
   * and its place where it is larger or cannot be read.
   */
  read(name: string, onBytes?: OnBytes, most?: number): Promise<Uint8Array>;
  /** The names in the folder, where its place tells them; used for messages only. */
  names?(): Promise<readonly string[]>;
}
