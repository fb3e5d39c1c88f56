import { concatBytes } from '@noble/hashes/utils.js';
import { MissingFileError } from '../../model-error.ts';
import { blobModelFiles } from '../blob-files.ts';
import { blobIdOf } from '../choose.ts';
import { type KeptSource, writeKept } from '../kept-source.ts';
import type { Chosen, ListedFile, Listing } from '../listing.ts';
import type { KeptModel, Part, Shelf, Waiting } from '../shelf.ts';
import { SourceError } from '../source-error.ts';
import { streamHashing } from '../stream-hashing.ts';

/** Models in memory, a visitor's own too, as a page keeps them. */
export class MemoryShelf implements Shelf<KeptSource> {
  readonly hashing = streamHashing;
  /** By their names on the shelf. */
  readonly blobs = new Map<string, Uint8Array<ArrayBuffer>>();
  readonly #models = new Map<string, { readonly kept: KeptModel<KeptSource>; readonly chosen: Chosen }>();
  readonly #room: number;

  /** `room`: bytes that go in. */
  constructor(room = Number.POSITIVE_INFINITY) {
    this.#room = room;
  }

  find(source: KeptSource, revision: string | null): Promise<KeptModel<KeptSource> | null> {
    const found = [...this.#models.values()].find(({ kept, chosen }) =>
      source.kind === 'own'
        ? chosen.hash === revision
        : writeKept(kept.source) === writeKept(source) && [null, kept.revision].includes(revision),
    );
    return Promise.resolve(found?.kept ?? null);
  }

  files({ key }: KeptModel<KeptSource>) {
    const { files } = this.#models.get(key)!.chosen;
    const blob = (path: string) => {
      const file = files.find((each) => each.path === path);
      if (file) return new Blob([this.blobs.get(blobIdOf(file))!]);
      throw new MissingFileError(path, 'expected a file, found none');
    };
    return Promise.resolve(
      blobModelFiles(
        key,
        files.map(({ path }) => path),
        blob,
      ),
    );
  }

  list() {
    return Promise.resolve([...this.#models.values()].map(({ kept }) => kept));
  }

  remove(key: string): Promise<number> {
    const model = this.#models.get(key);
    if (!model) throw new SourceError('missing', key, 'expected a model that is kept, found none');
    this.#models.delete(key);
    for (const file of model.chosen.files) this.blobs.delete(blobIdOf(file));
    return Promise.resolve(model.kept.bytes);
  }

  keptSize(_: Listing<KeptSource>, file: ListedFile) {
    return Promise.resolve(this.blobs.get(blobIdOf(file))?.length ?? null);
  }

  async alone<Result>(
    _: Listing<KeptSource>,
    _file: ListedFile,
    _net: Waiting,
    work: () => Promise<Result>,
  ): Promise<Result> {
    return await work();
  }

  openPart(_: Listing<KeptSource>, file: ListedFile): Promise<Part> {
    let bytes = new Uint8Array();
    return Promise.resolve({
      get size() {
        return bytes.length;
      },
      readThrough: () => Promise.resolve(),
      append: (piece) => {
        bytes = concatBytes(bytes, piece);
      },
      empty: () => {
        bytes = new Uint8Array();
      },
      finish: () => {
        this.blobs.set(blobIdOf(file), bytes);
        return Promise.resolve();
      },
      close: () => Promise.resolve(),
    });
  }

  keep({ source, revision }: Listing<KeptSource>, chosen: Chosen): Promise<KeptModel<KeptSource>> {
    const files = chosen.files.map(({ path, size }) => ({ path, size: size ?? 0 }));
    const bytes = files.reduce((sum, { size }) => sum + size, 0);
    const key = `${writeKept(source)} ${revision ?? ''}`;
    const kept = { key, source, revision, hash: chosen.hash, files, bytes, whole: true };
    this.#models.set(key, { kept, chosen });
    return Promise.resolve(kept);
  }

  checkRoom(bytes: number): Promise<void> {
    if (bytes <= this.#room) return Promise.resolve();
    throw new SourceError('room', 'storage', `expected ${bytes} bytes of room, found ${this.#room}`);
  }
}
