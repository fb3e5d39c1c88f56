import { hashOf } from './choose.ts';
import { scriptHashing } from './hashing.ts';
import type { ListedFile } from './listing.ts';
import type { OwnModel } from './own-files.ts';
import type { DownloadProgress } from './progress.ts';
import { Progress } from './progress.ts';
import { readBlob } from './read-blob.ts';

/** Who does it hears how far it is, and ends it. */
export interface AtOwn {
  readonly signal: AbortSignal;
  readonly tell: (progress: DownloadProgress) => void;
}

/** An own model, each file of which is known by its digest, and the model by its hash: that of the checkpoint, once it is loaded. */
export type HashedModel = OwnModel & { readonly hash: string };

/**
 * Reads a visitor's files through once. Throws ModelError where one cannot be read any more, and the signal's reason.
 */
export async function hashOwn(model: OwnModel, { signal, tell }: AtOwn): Promise<HashedModel> {
  const { chosen, listing } = model;
  const progress = new Progress(chosen.bytes, 0, tell);
  const files: ListedFile[] = [];
  for (const file of chosen.files) {
    const hasher = scriptHashing('sha256');
    let read = 0;
    await readBlob(model.open(file.path), `${model.name}/${file.path}`, signal, (piece) => {
      hasher.update(piece);
      read += piece.length;
      progress.tell(file, read, 'checking');
    });
    progress.end(read);
    files.push({ ...file, digest: { kind: 'sha256', hex: hasher.end() } });
  }
  const hash = hashOf(files.filter(({ path }) => chosen.weights.includes(path)))!;
  return { ...model, hash, listing: { ...listing, revision: hash }, chosen: { ...chosen, files, hash } };
}
