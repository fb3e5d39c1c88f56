import type { ModelFiles } from './model-files.ts';
import { readOnce } from './read-hashed.ts';
import { WeightFile } from './weight-file.ts';

/**
 * Reads a file's first bytes, until `parse` makes something of them, and leaves off. `parse` says how many it needs; `whole`: it is given all of a file
 * that ended before. Throws what it throws, and as `ModelFiles` does.
 */
export async function readStart<Found extends object>(
  files: ModelFiles,
  path: string,
  parse: (bytes: Uint8Array, whole: boolean) => Found | { readonly needs: number },
): Promise<Found> {
  const found: { start?: Found } = {};
  const reading = new WeightFile((bytes) => {
    const read = parse(bytes, false);
    if ('needs' in read) return read;
    found.start = read;
    throw new Error('the header is whole');
  });
  try {
    const file = await readOnce(files, path, { onPiece: (piece) => reading.take(piece) });
    return parse(file.read(0, file.size), true) as Found;
  } catch (error) {
    // Who reads the file may have put it into an error of its own.
    if (found.start) return found.start;
    throw error;
  }
}
