import { otherKind, textBeginning } from '../file-kind.ts';
import { ModelError } from '../model-error.ts';
import type { ModelFiles } from '../model-files.ts';
import { type ReadStart, WeightFile } from '../weight-file.ts';
import { readOnce } from '../weights.ts';
import { type GgufHeader, readHeader } from './header.ts';
import { scansOf } from './scans.ts';

/** The bytes that tell a file of another kind. */
const KIND_BYTES = 4;

/** A header that was read. */
export interface SeenHeader {
  readonly header: GgufHeader;
  /** Its own bytes, by which the file is known again when its data is read. */
  readonly bytes: Uint8Array;
}

/** Reads a file's header, and leaves off once it is whole. */
export async function readHeaderAlone(files: ModelFiles, path: string, where: string): Promise<SeenHeader> {
  const found: { seen?: SeenHeader } = {};
  const reading = new WeightFile((bytes) => {
    const header = start(bytes, where);
    if ('needs' in header) return header;
    found.seen = seen(header, bytes);
    throw new Error('the header is whole');
  });
  try {
    const file = await readOnce(files, path, (piece) => reading.take(piece), undefined);
    // The file ended before the next look at it.
    const bytes = file.read(0, file.size);
    refuseOtherKinds(bytes, where);
    return seen(readHeader(bytes, file.size, where) as GgufHeader, bytes);
  } catch (error) {
    // Who reads the file may have put it into an error of its own.
    if (found.seen) return found.seen;
    throw error;
  }
}

/** Looks for the header that was read at the beginning of a file whose data follows. */
export function sameHeader({ header, bytes }: SeenHeader, where: string): ReadStart {
  return (start) => {
    if (start.length < header.data) return { needs: header.data };
    if (bytes.some((byte, i) => byte !== start[i]))
      throw new ModelError(where, 'expected the file whose header was read, found it changed since');
    return { data: header.data, tensors: scansOf(header) };
  };
}

function seen(header: GgufHeader, bytes: Uint8Array): SeenHeader {
  return { header, bytes: bytes.slice(0, header.data) };
}

/** The header in a file's first bytes, of which more may follow. */
function start(bytes: Uint8Array, where: string): ReturnType<typeof readHeader> {
  refuseOtherKinds(bytes, where);
  const read = readHeader(bytes, Number.POSITIVE_INFINITY, where);
  // Looks at twice as much each time: all looks together take as long as two at the whole.
  return 'needs' in read ? { needs: Math.max(read.needs, bytes.length * 2) } : read;
}

function refuseOtherKinds(bytes: Uint8Array, where: string): void {
  if (String.fromCharCode(...bytes.subarray(0, KIND_BYTES)) === 'GGUF') return;
  const kind = otherKind(bytes) ?? textBeginning(bytes);
  if (kind !== null) throw new ModelError(where, `expected a GGUF file, found ${kind}`);
}
