import type { FileBytes } from '../file-bytes.ts';
import { otherKind, textBeginning } from '../file-kind.ts';
import { ModelError } from '../model-error.ts';
import type { ModelFiles } from '../model-files.ts';
import { readOnce } from '../read-hashed.ts';
import { WeightFile } from '../weight-file.ts';
import { type GgufHeader, readHeader } from './header.ts';

/** The bytes that tell a file of another kind. */
const KIND_BYTES = 4;

/** Reads a file's header, and leaves off once it is whole. */
export async function readHeaderAlone(files: ModelFiles, path: string, where: string): Promise<GgufHeader> {
  const found: { header?: GgufHeader } = {};
  const seen = new WeightFile((bytes) => {
    const header = ggufStart(bytes, where);
    if ('needs' in header) return header;
    found.header = header;
    throw new Error('the header is whole');
  });
  try {
    const file = await readOnce(files, path, { onPiece: (piece) => seen.take(piece) });
    return wholeHeader(file, where);
  } catch (error) {
    // Who reads the file may have put it into an error of its own.
    if (found.header) return found.header;
    throw error;
  }
}

/** The header in a file's first bytes, of which more may follow. */
export function ggufStart(bytes: Uint8Array, where: string): ReturnType<typeof readHeader> {
  refuseOtherKinds(bytes, where);
  const read = readHeader(bytes, Number.POSITIVE_INFINITY, where);
  // Looks at twice as much each time: all looks together take as long as two at the whole.
  return 'needs' in read ? { needs: Math.max(read.needs, bytes.length * 2) } : read;
}

/** The header of a file whose end is known. */
export function wholeHeader(file: FileBytes, where: string): GgufHeader {
  for (let bytes = 1 << 20; ; ) {
    const start = file.read(0, Math.min(bytes, file.size));
    refuseOtherKinds(start, where);
    const read = readHeader(start, file.size, where);
    if (!('needs' in read)) return read;
    bytes = Math.max(read.needs, bytes * 2);
  }
}

function refuseOtherKinds(bytes: Uint8Array, where: string): void {
  if (String.fromCharCode(...bytes.subarray(0, KIND_BYTES)) === 'GGUF') return;
  const kind = otherKind(bytes) ?? textBeginning(bytes);
  if (kind !== null) throw new ModelError(where, `expected a GGUF file, found ${kind}`);
}
