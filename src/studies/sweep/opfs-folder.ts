import { writeText } from '../../model/sources/opfs-io.ts';
import { jobIdOf } from './study-files.ts';
import { SweepError } from './sweep-error.ts';

const FOLDER = 'batchmates-studies';
/** Ends the name of a file that is not whole. */
export const PART = '.part';

/** Renaming within the origin's own storage: in every browser with WebGPU, not yet in TypeScript's library. */
type Movable = FileSystemFileHandle & { move(name: string): Promise<void> };

/** Refused where another tab is at it, since that may be hours. */
export async function alone<Result>(hash: string, work: () => Promise<Result>): Promise<Result> {
  return await navigator.locks.request(
    `batchmates study ${hash}`,
    { ifAvailable: true },
    async (lock): Promise<Result> => {
      if (lock === null)
        throw new SweepError('study: another tab is at this study: pause it there, or close that tab');
      return await work();
    },
  );
}

/** Under another name first: a tab that is closed leaves a whole file or none. */
export async function writeWhole(
  folder: FileSystemDirectoryHandle,
  name: string,
  text: string,
): Promise<void> {
  try {
    const part = await folder.getFileHandle(`${name}${PART}`, { create: true });
    await writeText(part, text);
    await (part as Movable).move(name);
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new SweepError(`${name}: expected room in the browser's storage, found none (${reason})`, {
      cause,
    });
  }
}

export async function rootFolder(): Promise<FileSystemDirectoryHandle> {
  try {
    const root = await navigator.storage.getDirectory();
    return await root.getDirectoryHandle(FOLDER, { create: true });
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new SweepError(
      `storage: expected storage to keep results in, found none: this browser or window gives none (${reason})`,
      { cause },
    );
  }
}

export async function namesIn(folder: FileSystemDirectoryHandle): Promise<readonly string[]> {
  const names: string[] = [];
  for await (const name of folder.keys()) names.push(name);
  return names;
}

export async function resultsIn(folder: FileSystemDirectoryHandle): Promise<ReadonlySet<string>> {
  const ids = (await namesIn(folder)).map(jobIdOf);
  return new Set(ids.filter((id) => id !== null));
}

export async function bytesIn(folder: FileSystemDirectoryHandle): Promise<number> {
  let bytes = 0;
  for (const name of await namesIn(folder))
    bytes += (await (await folder.getFileHandle(name)).getFile()).size;
  return bytes;
}

export async function textOf(folder: FileSystemDirectoryHandle, name: string): Promise<string | null> {
  try {
    return await (await (await folder.getFileHandle(name)).getFile()).text();
  } catch (cause) {
    if (cause instanceof DOMException && cause.name === 'NotFoundError') return null;
    throw cause;
  }
}
