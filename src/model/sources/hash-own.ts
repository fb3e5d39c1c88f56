import { hashOf } from './choose.ts';
import type { ListedFile } from './listing.ts';
import type { OwnModel } from './own-files.ts';
import type { DownloadProgress } from './progress.ts';
import { Progress } from './progress.ts';
import { readBlob } from './read-blob.ts';
import { FileHasher, streamHashing } from './stream-hashing.ts';

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
    const hasher = new FileHasher(file, streamHashing);
    let read = 0;
    try {
      await hasher.begin();
      await readBlob(model.open(file.path), `${model.name}/${file.path}`, signal, async (piece) => {
        read += piece.length;
        await hasher.update(piece);
        progress.tell(file, read, 'checking');
      });
      files.push({ ...file, digest: { kind: 'sha256', hex: await hasher.end() } });
    } finally {
      hasher.close();
    }
    progress.end(read);
  }
  const hash = hashOf(files.filter(({ path }) => chosen.weights.includes(path)))!;
  return { ...model, hash, listing: { ...listing, revision: hash }, chosen: { ...chosen, files, hash } };
}
