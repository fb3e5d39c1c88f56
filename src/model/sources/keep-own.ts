import { type Bring, shelve } from './download.ts';
import type { AtOwn, HashedModel } from './hash-own.ts';
import type { KeptSource } from './kept-source.ts';
import { readBlob } from './read-blob.ts';
import type { KeptModel, Shelf } from './shelf.ts';
import { SourceError } from './source-error.ts';
import { FileHasher } from './stream-hashing.ts';

/**
 * Copies a visitor's files onto a shelf, where a file that is there already is not copied once more. Throws SourceError where there is no room or a file was
 * changed since it was hashed, ModelError where one cannot be read any more, and the signal's reason.
 */
export async function keepOwn(
  shelf: Shelf<KeptSource>,
  model: HashedModel,
  { signal, tell }: AtOwn,
): Promise<KeptModel<KeptSource>> {
  const { listing, chosen } = model;
  const copy: Bring = async (file, part, _, onLoaded) => {
    const where = `${model.name}/${file.path}`;
    const digest = file.digest!;
    const hasher = new FileHasher(file, shelf.hashing);
    // A copy that was broken off is begun anew: reading it again takes as long.
    await part.empty();
    let found: string;
    try {
      await hasher.begin();
      await readBlob(model.open(file.path), where, signal, async (piece) => {
        await part.append(piece);
        await hasher.update(piece);
        onLoaded(part.size, 'downloading');
      });
      found = await hasher.end();
    } finally {
      hasher.close();
    }
    if (found !== digest.hex) {
      await part.empty();
      throw new SourceError(
        'damaged',
        where,
        `expected the SHA-256 ${digest.hex} that it had when it was taken, found ${found}`,
      );
    }
    await part.finish(found);
  };
  return await shelve({ shelf, listing, chosen, onProgress: tell }, signal, copy);
}
