import { MissingFileError } from '../model-error.ts';
import type { ModelFiles } from '../model-files.ts';
import { blobModelFiles } from './blob-files.ts';
import type { Manifest } from './opfs-manifest.ts';

/** A kept model's files; `name` is the model's, for messages. */
export function opfsModelFiles(
  name: string,
  manifest: Manifest,
  blobs: FileSystemDirectoryHandle,
): ModelFiles {
  const paths = manifest.files.map(({ path }) => path);
  const files = blobModelFiles(name, paths, async (path) => {
    const where = `${name}/${path}`;
    const entry = manifest.files.find((file) => file.path === path);
    if (!entry) throw new MissingFileError(where, 'expected a file, found none');
    return await blobs
      .getFileHandle(entry.blob)
      .then((handle) => handle.getFile())
      .catch((cause: unknown) => {
        throw new MissingFileError(where, 'expected a file, found that the browser keeps it no longer', {
          cause,
        });
      });
  });
  return {
    ...files,
    // Its name in storage, once it was downloaded and compared.
    digest(path) {
      const blob = manifest.files.find((file) => file.path === path)?.blob ?? '';
      return /^[0-9a-f]{64}$/.test(blob) ? blob : null;
    },
  };
}
