import { createReadStream } from 'node:fs';
import { open } from 'node:fs/promises';
import { basename } from 'node:path';
import type { TableSource } from '../../audit/drift/table-source.ts';
import { breathe } from '../../engines/cpu/breathe.ts';
import { readFault } from '../input.ts';
import { showInPlace, showsInPlace } from '../terminal.ts';
import { isCoded, shownPath, UsageError } from '../usage.ts';

const CHUNK_BYTES = 1 << 18;

/** A file on the disk as a table's source. Throws UsageError where it cannot be read. */
export async function fileSource(path: string, option: string): Promise<TableSource> {
  if (path === '') throw new UsageError(`${option}: expected a file, found an empty name`);
  try {
    const file = await open(path);
    try {
      const stats = await file.stat();
      if (!stats.isFile())
        throw new UsageError(`${option}: ${shownPath(path)}: expected a file, found something else`);
      return {
        name: basename(path),
        size: stats.size,
        stream: () => createReadStream(path, { highWaterMark: CHUNK_BYTES }),
        slice: (from, to) => sliceOf(path, from, to),
      };
    } finally {
      await file.close();
    }
  } catch (error) {
    throw isCoded(error) ? new UsageError(`${option}: ${shownPath(path)}: ${readFault(error.code)}`) : error;
  }
}

async function sliceOf(path: string, from: number, to: number): Promise<ArrayBuffer> {
  const file = await open(path);
  try {
    const bytes = new Uint8Array(Math.max(0, to - from));
    let at = 0;
    while (at < bytes.length) {
      const { bytesRead } = await file.read(bytes, at, bytes.length - at, from + at);
      if (bytesRead === 0) break;
      at += bytesRead;
    }
    return bytes.buffer.slice(0, at);
  } finally {
    await file.close();
  }
}

/** Says how far a file is read, lets others have their turn, and throws the signal's reason. */
export function readingPause({ name }: Pick<TableSource, 'name'>, signal: AbortSignal) {
  return async (done: number, total: number): Promise<void> => {
    if (showsInPlace()) showInPlace(`reading ${name}: ${Math.round((100 * done) / total)} %`);
    await breathe();
    signal.throwIfAborted();
  };
}
