import { bytesInMemory, type FileBytes } from '../file-bytes.ts';
import { BytesInBlob } from '../kept-bytes.ts';
import { ModelError } from '../model-error.ts';
import { KEPT_BYTES, type ModelFiles, type OnBytes, type OnPiece } from '../model-files.ts';

/**
 * A model's files of which the browser holds the bytes, wherever they lie; `name` is the model's, for messages. `open` gives one by its path, and throws
 * MissingFileError where there is none.
 */
export function blobModelFiles(
  name: string,
  paths: readonly string[],
  open: (path: string) => Blob | Promise<Blob>,
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
      return await readThrough(await opened(path, most), `${name}/${path}`, onPiece, onBytes);
    },
    names: () => Promise.resolve(paths),
  };
}

/** A file of the visitor's disk may be gone, changed or forbidden by the time that it is read. */
async function bytesOf(file: Blob, where: string): Promise<Uint8Array> {
  return await readable(where, async () => new Uint8Array(await file.arrayBuffer()));
}

async function readable<Result>(where: string, read: () => Promise<Result>): Promise<Result> {
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
  onPiece: OnPiece,
  onBytes: OnBytes | undefined,
): Promise<FileBytes> {
  if (file.size <= KEPT_BYTES) {
    const bytes = await bytesOf(file, where);
    onPiece(bytes);
    onBytes?.(bytes.length, bytes.length);
    return bytesInMemory(bytes);
  }
  const reader = file.stream().getReader();
  let loaded = 0;
  const more = () => readable(where, () => reader.read());
  for (let next = await more(); !next.done; next = await more()) {
    loaded += next.value.length;
    try {
      onPiece(next.value);
    } catch (error) {
      void reader.cancel().catch(() => undefined);
      throw error;
    }
    onBytes?.(loaded, file.size);
  }
  return new BytesInBlob(where, file);
}
