import { bytesInMemory, type FileBytes } from '../file-bytes.ts';
import { BytesInBlob } from '../kept-bytes.ts';
import { MissingFileError, ModelError } from '../model-error.ts';
import { KEPT_BYTES, type ModelFiles, type OnBytes, type OnPiece } from '../model-files.ts';
import type { Manifest } from './opfs-manifest.ts';

/** A kept model's files; `name` is the model's, for messages. */
export function opfsModelFiles(
  name: string,
  manifest: Manifest,
  blobs: FileSystemDirectoryHandle,
): ModelFiles {
  const opened = async (path: string, most = Number.POSITIVE_INFINITY): Promise<File> => {
    const where = `${name}/${path}`;
    const entry = manifest.files.find((file) => file.path === path);
    if (!entry) throw new MissingFileError(where, 'expected a file, found none');
    const file = await blobs
      .getFileHandle(entry.blob)
      .then((handle) => handle.getFile())
      .catch((cause: unknown) => {
        throw new MissingFileError(where, 'expected a file, found that the browser keeps it no longer', {
          cause,
        });
      });
    if (file.size <= most) return file;
    throw new ModelError(
      where,
      `expected at most ${most.toLocaleString('en')} bytes, found ${file.size.toLocaleString('en')}`,
    );
  };
  return {
    async read(path, onBytes, most) {
      const file = await opened(path, most);
      const bytes = new Uint8Array(await file.arrayBuffer());
      onBytes?.(bytes.length, bytes.length);
      return bytes;
    },
    async readThrough(path, onPiece, onBytes, most) {
      return await readThrough(await opened(path, most), `${name}/${path}`, onPiece, onBytes);
    },
    // Its name in storage, once it was downloaded and compared.
    digest(path) {
      const blob = manifest.files.find((file) => file.path === path)?.blob ?? '';
      return /^[0-9a-f]{64}$/.test(blob) ? blob : null;
    },
    names: () => Promise.resolve(manifest.files.map(({ path }) => path)),
  };
}

/** A large file stays where it is: it is read again where its bytes are wanted. */
async function readThrough(
  file: File,
  where: string,
  onPiece: OnPiece,
  onBytes: OnBytes | undefined,
): Promise<FileBytes> {
  if (file.size <= KEPT_BYTES) {
    const bytes = new Uint8Array(await file.arrayBuffer());
    onPiece(bytes);
    onBytes?.(bytes.length, bytes.length);
    return bytesInMemory(bytes);
  }
  const reader = file.stream().getReader();
  let loaded = 0;
  for (let next = await reader.read(); !next.done; next = await reader.read()) {
    loaded += next.value.length;
    onPiece(next.value);
    onBytes?.(loaded, file.size);
  }
  return new BytesInBlob(where, file);
}
