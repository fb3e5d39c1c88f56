import { bytesInMemory, type FileBytes } from './file-bytes.ts';
import { ModelError } from './model-error.ts';
import { KEPT_BYTES } from './model-files.ts';

/** What workers of a page read a blob with at once; elsewhere there is none. */
type BlobReader = new () => { readAsArrayBuffer(blob: Blob): ArrayBuffer };

const blobReader = (): BlobReader | undefined =>
  (globalThis as { readonly FileReaderSync?: BlobReader }).FileReaderSync;

/**
 * Keeps what is downloaded: a small file in memory, a large one in blobs, which browsers hold outside the page's memory and put on disk as
 * they see fit. Where no blob can be read at once, all stays in memory.
 */
export class KeptBytes {
  readonly #where: string;
  readonly #most: number;
  #chunks: Uint8Array<ArrayBuffer>[] = [];
  #held = 0;
  readonly #blobs: Blob[] = [];

  /** `most`: bytes that may lie in memory. */
  constructor(where: string, most = KEPT_BYTES) {
    this.#where = where;
    this.#most = blobReader() ? most : Number.POSITIVE_INFINITY;
  }

  add(chunk: Uint8Array<ArrayBuffer>): void {
    this.#chunks.push(chunk);
    this.#held += chunk.length;
    if (this.#held <= this.#most) return;
    this.#blobs.push(new Blob(this.#chunks));
    this.#chunks = [];
    this.#held = 0;
  }

  end(): FileBytes {
    if (this.#blobs.length > 0)
      return new BytesInBlob(this.#where, new Blob([...this.#blobs, ...this.#chunks]));
    const bytes = new Uint8Array(this.#held);
    let at = 0;
    for (const chunk of this.#chunks) {
      bytes.set(chunk, at);
      at += chunk.length;
    }
    return bytesInMemory(bytes);
  }
}

/** A blob whose bytes a worker reads at once, wherever the browser keeps them. */
export class BytesInBlob implements FileBytes {
  readonly size: number;
  readonly held = null;
  readonly #where: string;
  readonly #blob: Blob;

  constructor(where: string, blob: Blob) {
    this.#where = where;
    this.#blob = blob;
    this.size = blob.size;
  }

  read(from: number, to: number): Uint8Array {
    const Reader = blobReader()!;
    try {
      return new Uint8Array(new Reader().readAsArrayBuffer(this.#blob.slice(from, to)));
    } catch (cause) {
      const reason = cause instanceof Error ? cause.message : String(cause);
      throw new ModelError(
        this.#where,
        `expected the file that was loaded, found the browser keeps it no longer (${reason})`,
        { cause },
      );
    }
  }
}
