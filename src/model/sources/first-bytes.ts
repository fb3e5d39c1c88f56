import { concatBytes } from '@noble/hashes/utils.js';
import { bytesInMemory, type FileBytes } from '../file-bytes.ts';
import type { OnPiece } from '../model-files.ts';
import { boundedBody } from './bounded-body.ts';
import type { ListedFile } from './listing.ts';
import { ask, type Net } from './net.ts';
import { SourceError } from './source-error.ts';

/** Of the first answer; each next one is as long as all before it. */
const FIRST_BYTES = 1 << 18;
/** Twice the header of the largest vocabulary that is published, 262,144 tokens in 15 MB. */
export const MOST_FIRST_BYTES = 1 << 25;

/** A file of which a host gives no part, or not one as long as it takes: what it is can be told once all of it is there. */
export class WholeOnlyError extends SourceError {
  constructor(where: string, problem: string) {
    super('damaged', where, problem);
  }
}

/**
 * Reads a file from its beginning by ranges, until `onPiece` throws: that is how whoever reads a header says that it is whole. @returns the whole file,
 * where it ended before. Throws WholeOnlyError, and SourceError where the host fails.
 */
export async function readFirstBytes(net: Net, file: ListedFile, onPiece: OnPiece): Promise<FileBytes> {
  const pieces: Uint8Array[] = [];
  const end = file.size ?? Number.POSITIVE_INFINITY;
  for (let from = 0; from < end; ) {
    const to = Math.min(from + Math.max(FIRST_BYTES, from), end);
    if (to > MOST_FIRST_BYTES)
      throw new WholeOnlyError(file.url, `its header is longer than ${MOST_FIRST_BYTES >> 20} MiB`);
    const piece = await range(net, file, from, to);
    if (piece === null) break;
    onPiece(piece);
    pieces.push(piece);
    from += piece.length;
    // A host may send less than was asked for; of a file whose size it did not say, that is the end.
    if (piece.length === 0 || (from < to && file.size === null)) break;
  }
  return bytesInMemory(concatBytes(...pieces));
}

/** Bytes `from` to `to`, fewer where the file ends before; null where it has none of them. */
async function range(net: Net, { url }: ListedFile, from: number, to: number): Promise<Uint8Array | null> {
  const stop = new AbortController();
  const signal = net.signal ? AbortSignal.any([net.signal, stop.signal]) : stop.signal;
  const answer = await ask({ ...net, signal }, url, { from, to: to - 1, takes: [416] });
  try {
    if (answer.status === 416 && from > 0) return null;
    const begin = /^bytes (\d+)-/.exec(answer.headers.get('content-range') ?? '')?.[1];
    if (answer.status !== 206 || (begin !== undefined && Number(begin) !== from))
      throw new WholeOnlyError(url, 'its host sends no part of a file');
    return await boundedBody(answer, url, to - from);
  } finally {
    // What else the host would send is not wanted.
    stop.abort();
  }
}
