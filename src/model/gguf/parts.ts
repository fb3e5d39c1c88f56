import { partsOf } from '../../experiment/gguf-parts.ts';
import type { StoredTensor } from '../checkpoint.ts';
import type { FileBytes } from '../file-bytes.ts';
import { lackOf, missingParts } from '../gguf-file.ts';
import { MissingFileError, ModelError, shown } from '../model-error.ts';
import type { ModelFiles, OnBytes } from '../model-files.ts';
import type { NonFinite } from '../non-finite.ts';
import { readHashed, unlessChanged } from '../read-hashed.ts';
import { WeightFile } from '../weight-file.ts';
import { checkEnd, type GgufHeader } from './header.ts';
import { Metadata } from './metadata.ts';
import { readHeaderAlone, type SeenHeader, sameHeader } from './read-header.ts';
import { storedTensor } from './stored.ts';

/** One of the files that a model is in, by its header. */
export interface GgufPart extends SeenHeader {
  readonly path: string;
  /** For messages. */
  readonly where: string;
}

/** A part that was read through. */
export interface ReadPart {
  readonly part: GgufPart;
  readonly file: FileBytes;
  /** SHA-256 in hex. */
  readonly digest: string;
  readonly nonFinite: readonly NonFinite[];
}

/** What all parts say together: metadata is in the first. */
export type JoinedHeader = Pick<GgufHeader, 'metadata' | 'tensors'>;

/**
 * Reads the headers of a model that is in one GGUF file or, by its name, in several, and nothing of their data. Throws ModelError naming parts that
 * are missing, and what of a part does not fit its name or the others; `sizeOf`: bytes of a file where they are known, and then what does not fit them.
 */
export async function readParts(
  files: ModelFiles,
  name: string,
  first: string,
  sizeOf: (path: string) => number | null = () => null,
): Promise<readonly GgufPart[]> {
  const paths = partsOf(first);
  await refuseMissing(files, name, first);
  const parts: GgufPart[] = [];
  for (const [place, path] of paths.entries()) {
    const where = placeOf(name, path);
    const part = await unlessChanged(files, [{ path, where }], async () => {
      const seen = { ...(await readHeaderAlone(files, path, where, sizeOf(path))), path, where };
      checkPart(seen, place, paths);
      return seen;
    }).catch((error: unknown) => {
      throw error instanceof MissingFileError && paths.length > 1
        ? lackOf(name, paths, [path], error)
        : error;
    });
    parts.push(part);
  }
  await unlessChanged(files, parts, () => checkTogether(parts));
  return parts;
}

export function joined(parts: readonly GgufPart[]): JoinedHeader {
  const [{ header }] = parts;
  return { metadata: header.metadata, tensors: parts.flatMap((part) => part.header.tensors) };
}

/** Reads a part through once. Throws ModelError where it is cut off, or another file than its header was read of. */
export async function readPart(
  files: ModelFiles,
  part: GgufPart,
  onProgress: OnBytes | undefined,
): Promise<ReadPart> {
  const { path, where, header } = part;
  const seen = new WeightFile(sameHeader(part, where));
  const through = { onPiece: (piece: Uint8Array) => seen.take(piece), onBytes: onProgress };
  const { bytes, sha256 } = await readHashed(files, path, where, through);
  checkEnd(header, bytes.size, where);
  return { part, file: bytes, digest: sha256, nonFinite: seen.end() };
}

/** The tensors of a part, by their names. */
export function storedIn({ part: { header }, file }: ReadPart): (readonly [string, StoredTensor])[] {
  return header.tensors.map((each) => [each.name, storedTensor(file, header.data, each)]);
}

/** A file whose name is the model's stands for itself. */
function placeOf(name: string, path: string): string {
  return path.replace(/\.gguf$/i, '') === name ? path : `${name}/${path}`;
}

/** Before gigabytes of the others are read, where the folder's names can be had. */
async function refuseMissing(files: ModelFiles, name: string, first: string): Promise<void> {
  const there = await files.names?.();
  const parts = partsOf(first);
  if (there === undefined || parts.length === 1 || !parts.some((part) => there.includes(part))) return;
  const missing = missingParts(name, first, there);
  if (missing !== null) throw missing;
}

/** Whether a file is the part that its name says. */
function checkPart({ header, where, path }: GgufPart, place: number, paths: readonly string[]): void {
  const metadata = new Metadata(header.metadata, where);
  const count = metadata.optionalNumber('split.count') ?? 1;
  const own = metadata.optionalNumber('split.no') ?? 0;
  if (paths.length === 1 && count > 1) {
    const digits = (value: number) => String(value).padStart(5, '0');
    const named = `${path.replace(/\.gguf$/i, '')}-${digits(own + 1)}-of-${digits(count)}.gguf`;
    throw new ModelError(
      where,
      `split.count: expected the whole model, found one of ${count} parts, which are found by their names, as ${shown(named)}`,
    );
  }
  if (count !== paths.length)
    metadata.refuse('split.count', `${paths.length}, as the file's name says`, count);
  if (own !== place) metadata.refuse('split.no', `${place}, as the file's name says`, own);
}

function checkTogether(parts: readonly GgufPart[]): void {
  if (parts.length === 1) return;
  const names = new Set<string>();
  for (const { header, where } of parts) {
    for (const { name } of header.tensors) {
      if (names.has(name))
        throw new ModelError(
          `${where}: tensor ${shown(name)}`,
          'expected each tensor in one part, found it in one before too',
        );
      names.add(name);
    }
  }
  for (const { header, where } of parts) {
    const metadata = new Metadata(header.metadata, where);
    const told = metadata.optionalNumber('split.tensors.count') ?? names.size;
    if (told !== names.size)
      metadata.refuse('split.tensors.count', `the ${names.size} tensors of all parts`, told);
  }
}
