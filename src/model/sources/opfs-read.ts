import { nextTurn } from '../next-turn.ts';
import { readable, streamed } from './blob-files.ts';

const PIECE_BYTES = 1 << 22;

/** Several may read a file so at once, where the browser knows it; elsewhere a handle keeps all others out. TypeScript's library lacks it. */
type Readable = FileSystemFileHandle & {
  createSyncAccessHandle(options: { readonly mode: 'read-only' }): Promise<FileSystemSyncAccessHandle>;
};

/**
 * A kept file's pieces, in memory that each next one takes: a tenth of the work that its stream is, which passes them through other processes. By its stream
 * where another tab holds it. `file`: what is called `name` in the folder; `where`: for messages. Throws ModelError.
 */
export async function* readKept(
  folder: FileSystemDirectoryHandle,
  name: string,
  file: Blob,
  where: string,
): AsyncGenerator<Uint8Array> {
  const access = await opened(folder, name).catch(() => null);
  if (access === null) {
    yield* streamed(file, where);
    return;
  }
  try {
    const memory = new Uint8Array(PIECE_BYTES);
    const more = (at: number) => readable(where, async () => access.read(memory, { at }));
    for (let at = 0, read = await more(at); read > 0; read = await more(at)) {
      at += read;
      yield memory.subarray(0, read);
      await nextTurn();
    }
  } finally {
    access.close();
  }
}

async function opened(folder: FileSystemDirectoryHandle, name: string): Promise<FileSystemSyncAccessHandle> {
  return await ((await folder.getFileHandle(name)) as Readable).createSyncAccessHandle({ mode: 'read-only' });
}
