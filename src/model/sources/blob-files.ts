import { bytesInMemory, type FileBytes } from '../file-bytes.ts';
import { BytesInBlob } from '../kept-bytes.ts';
import { ModelError } from '../model-error.ts';
import { KEPT_BYTES, type ModelFiles, type OnBytes, type OnPiece } from '../model-files.ts';

/** A file's bytes in order, each piece until the next is asked for. */
export type Pieces = AsyncIterable<Uint8Array>;

/**
 * A model's files of which the browser holds the bytes, wherever they lie; `name` is the model's, for messages. `open` gives one by its path, and throws
 * MissingFileError where there is none; `piecesOf` reads a large one through.
 */
export function blobModelFiles(
  name: string,
  paths: readonly string[],
  open: (path: string) => Blob | Promise<Blob>,
  piecesOf: (path: string, file: Blob, where: string) => Pieces = (_, file, where) => streamed(file, where),
): ModelFiles {
  const opened = async (path: string, most = Number.POSITIVE_INFINITY): Promise<Blob> => {
    const file = await open(path);
    if (file.size <= most) return file;
    throw new ModelError(
      `${name}/${path}`,
      `expected at most ${most.toLocaleString('en')} bytes, found ${file.size.toLocaleString('en')}`,
    );
  };
  return {
    async read(path, onBytes, most) {
      const bytes = await bytesOf(await opened(path, most), `${name}/${path}`);
      onBytes?.(bytes.length, bytes.length);
      return bytes;
    },
    async readThrough(path, onPiece, onBytes, most) {
      const file = await opened(path, most);
      const where = `${name}/${path}`;
      return await readThrough(file, where, piecesOf(path, file, where), { onPiece, onBytes });
    },
    names: () => Promise.resolve(paths),
  };
}

/** By its stream. Throws ModelError where the file cannot be read. */
export async function* streamed(file: Blob, where: string): AsyncGenerator<Uint8Array> {
  const reader = file.stream().getReader();
  try {
    for (;;) {
      const next = await readable(where, () => reader.read());
      if (next.done) return;
      yield next.value;
    }
  } finally {
    void reader.cancel().catch(() => undefined);
  }
}

/** A file of the visitor's disk may be gone, changed or forbidden by the time that it is read. */
async function bytesOf(file: Blob, where: string): Promise<Uint8Array> {
  return await readable(where, async () => new Uint8Array(await file.arrayBuffer()));
}

/** What reading gives; throws ModelError where it throws. */
export async function readable<Result>(where: string, read: () => Promise<Result>): Promise<Result> {
  try {
    return await read();
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new ModelError(where, `expected a file that can be read, found none (${reason})`, { cause });
  }
}

/** A large file stays where it is: it is read again where its bytes are wanted. */
async function readThrough(
  file: Blob,
  where: string,
  pieces: Pieces,
  { onPiece, onBytes }: { readonly onPiece: OnPiece; readonly onBytes: OnBytes | undefined },
): Promise<FileBytes> {
  if (file.size <= KEPT_BYTES) {
    const bytes = await bytesOf(file, where);
    onPiece(bytes);
    onBytes?.(bytes.length, bytes.length);
    return bytesInMemory(bytes);
  }
  let loaded = 0;
  for await (const piece of pieces) {
    loaded += piece.length;
    onPiece(piece);
    onBytes?.(loaded, file.size);
  }
  return new BytesInBlob(where, file);
}
