import { comparedReads } from '../known-file.ts';
import { MissingFileError } from '../model-error.ts';
import type { KnownFile, ModelFiles } from '../model-files.ts';
import { blobModelFiles } from './blob-files.ts';
import { type Manifest, parseHashes } from './opfs-manifest.ts';
import { readKept } from './opfs-read.ts';

/** Folders of the browser's storage: files by their names, and what was hashed of them under the same. */
export interface KeptFolders {
  readonly blobs: FileSystemDirectoryHandle;
  readonly hashes: FileSystemDirectoryHandle;
}

const REMEDY = 'delete the model from the list in Settings and download it again';

/** A kept model's files; `name` is the model's, for messages. */
export function opfsModelFiles(name: string, manifest: Manifest, { blobs, hashes }: KeptFolders): ModelFiles {
  const paths = manifest.files.map(({ path }) => path);
  const blobOf = (path: string) => manifest.files.find((file) => file.path === path)?.blob ?? null;
  const open = async (path: string) => {
    const where = `${name}/${path}`;
    const blob = blobOf(path);
    if (blob === null) throw new MissingFileError(where, 'expected a file, found none');
    return await fileIn(blobs, blob).catch((cause: unknown) => {
      throw new MissingFileError(where, 'expected a file, found that the browser keeps it no longer', {
        cause,
      });
    });
  };
  const files = blobModelFiles(name, paths, open, (path, file, where) =>
    readKept(blobs, blobOf(path)!, file, where),
  );
  const known = async (path: string): Promise<KnownFile | null> => {
    const blob = blobOf(path);
    if (blob === null) return null;
    // Of what an earlier version of the page kept there is none.
    const text = await fileIn(hashes, blob).then(
      (file) => file.text(),
      () => '',
    );
    const { xxh128, sha256 } = parseHashes(text) ?? { xxh128: null, sha256: null };
    return { digest: digestNamed(blob, sha256), xxh128, remedy: REMEDY };
  };
  return comparedReads({ ...files, known }, name);
}

/** A file that the host knew by a digest is called that; of another there is the one that was taken when it came. */
function digestNamed(blob: string, taken: string | null): KnownFile['digest'] {
  if (/^[0-9a-f]{64}$/.test(blob)) return { kind: 'sha256', hex: blob };
  if (/^[0-9a-f]{40}$/.test(blob)) return { kind: 'git', hex: blob };
  return taken === null ? null : { kind: 'sha256', hex: taken };
}

async function fileIn(folder: FileSystemDirectoryHandle, name: string): Promise<File> {
  return await (await folder.getFileHandle(name)).getFile();
}
