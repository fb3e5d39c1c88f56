import { otherKind, textBeginning } from '../file-kind.ts';
import { ModelError } from '../model-error.ts';
import type { ModelFiles } from '../model-files.ts';
import { readStart } from '../read-start.ts';
import type { ReadStart } from '../weight-file.ts';
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

/**
 * Reads a file's header, and leaves off once it is whole. `size`: of the file in bytes, null where it is not known. Throws ModelError, also where the
 * file is shorter or longer than its header says.
 */
export async function readHeaderAlone(
  files: ModelFiles,
  path: string,
  where: string,
  size: number | null,
): Promise<SeenHeader> {
  return await readStart<SeenHeader>(files, path, (bytes, whole) => {
    refuseOtherKinds(bytes, where);
    const header = readHeader(bytes, whole ? bytes.length : (size ?? Number.POSITIVE_INFINITY), where);
    // Looks at twice as much each time: all looks together take as long as two at the whole.
    if ('needs' in header) return { needs: Math.max(header.needs, bytes.length * 2) };
    return { header, bytes: bytes.slice(0, header.data) };
  });
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

function refuseOtherKinds(bytes: Uint8Array, where: string): void {
  if (String.fromCharCode(...bytes.subarray(0, KIND_BYTES)) === 'GGUF') return;
  const kind = otherKind(bytes) ?? textBeginning(bytes);
  if (kind !== null) throw new ModelError(where, `expected a GGUF file, found ${kind}`);
}
