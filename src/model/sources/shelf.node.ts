import { rm, stat, statfs } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { type ModelSource, writeSource } from '../../experiment/model-source.ts';
import { nodeModelFiles } from '../files.node.ts';
import { nodeHashing } from '../hashing.node.ts';
import { ModelError } from '../model-error.ts';
import type { ModelFiles } from '../model-files.ts';
import { addressOf, COMMIT, commitOf, leftOf, SOURCE_FILE, stateOf } from './cache-folder.node.ts';
import { blobIdOf, chooseFiles } from './choose.ts';
import { dropUnused, filesUnder, names, place, sizeUnder, writeFault, writeUnder } from './disk.node.ts';
import { type CacheFolders, folderOf, repoOf } from './hub-cache.node.ts';
import type { Chosen, ListedFile, Listing } from './listing.ts';
import { whileLocked } from './lock.node.ts';
import { openPartFile } from './part.node.ts';
import type { KeptModel, Part, Shelf, Waiting } from './shelf.ts';
import { SourceError } from './source-error.ts';

/**
 * Models on disk as huggingface_hub keeps them: `models--owner--name` with `blobs` by hash, `refs` from a branch to a commit, and `snapshots` of
 * links. What one of them downloaded the other finds. Models of other addresses have such folders in a place of their own.
 */
export class DiskShelf implements Shelf {
  readonly hashing = nodeHashing;
  readonly #folders: CacheFolders;

  constructor(folders: CacheFolders) {
    this.#folders = folders;
  }

  async find(source: ModelSource, revision: string | null): Promise<KeptModel | null> {
    const folder = this.#folder(source);
    const commit = await commitOf(folder, revision ?? 'main');
    if (commit === null) return null;
    const kept = await this.#describe(source, folder, commit);
    return kept?.whole ? kept : null;
  }

  files({ source, key }: KeptModel): Promise<ModelFiles> {
    return Promise.resolve(nodeModelFiles(join(this.#folder(source), 'snapshots', commitIn(key))));
  }

  /** The folder that a kept model's files are in. */
  folderOf({ source, key }: KeptModel): string {
    return join(this.#folder(source), 'snapshots', commitIn(key));
  }

  async list(): Promise<readonly KeptModel[]> {
    const found: KeptModel[] = [];
    for (const base of [this.#folders.hub, this.#folders.addresses]) {
      for (const name of await names(base)) {
        const folder = join(base, name);
        const repo = base === this.#folders.hub ? repoOf(name) : null;
        const source = base === this.#folders.hub ? repo && hubSource(repo) : await addressOf(folder);
        if (!source) continue;
        const commits = await names(join(folder, 'snapshots'));
        // Nothing but what a download left that was broken off.
        if (commits.length === 0) found.push(await leftOf(source, folder));
        for (const commit of commits) found.push(...(await this.#models(source, folder, commit)));
      }
    }
    return found;
  }

  async remove(key: string): Promise<number> {
    const kept = (await this.list()).find((each) => each.key === key);
    if (!kept)
      throw new SourceError('missing', key, 'expected a model that is kept, found none of that name');
    const folder = this.#folder(kept.source);
    const before = await sizeUnder(join(folder, 'blobs'));
    const commit = commitIn(key);
    const { source } = kept;
    const gone = await writing(folder, async () => {
      if (source.kind === 'hub' && source.file !== null)
        await rm(join(folder, 'snapshots', commit, source.file), { force: true });
      else await rm(join(folder, 'snapshots', commit), { recursive: true, force: true });
      const last = (await filesUnder(join(folder, 'snapshots'))).length === 0;
      await (last ? rm(folder, { recursive: true, force: true }) : dropUnused(folder));
      return last;
    });
    if (gone) return before;
    return before - (await sizeUnder(join(folder, 'blobs')));
  }

  async keptSize({ source }: Listing, file: ListedFile): Promise<number | null> {
    const stats = await stat(join(this.#folder(source), 'blobs', blobIdOf(file))).catch(() => null);
    // Another tool renames when it is done, as this one does; a size that differs was no such file.
    return stats?.isFile() && (file.size === null || stats.size === file.size) ? stats.size : null;
  }

  async alone<Result>(
    { source }: Listing,
    file: ListedFile,
    waiting: Waiting,
    work: () => Promise<Result>,
  ): Promise<Result> {
    const folder = this.#folder(source);
    const path = join(dirname(folder), '.locks', folderOf(source), `${blobIdOf(file)}.batchmates.lock`);
    return await writing(folder, () => whileLocked(path, waiting, work));
  }

  openPart({ source }: Listing, file: ListedFile): Promise<Part> {
    const blob = join(this.#folder(source), 'blobs', blobIdOf(file));
    // Not `.incomplete`, which huggingface_hub may be writing to.
    return openPartFile(`${blob}.batchmates.part`, blob);
  }

  async keep(listing: Listing, { files }: Chosen): Promise<KeptModel> {
    const { source, revision, asked } = listing;
    const folder = this.#folder(source);
    const commit = revision ?? stateOf(files);
    const snapshot = join(folder, 'snapshots', commit);
    const ref = asked ?? 'main';
    // Each of them only where it is not there: a folder that may not be written to serves what it has.
    await writing(folder, async () => {
      for (const file of files) await place(join(folder, 'blobs', blobIdOf(file)), join(snapshot, file.path));
      if (!COMMIT.test(ref)) await writeUnder(join(folder, 'refs', ref), commit);
      if (source.kind === 'address')
        await writeUnder(join(folder, SOURCE_FILE), JSON.stringify({ url: source.url }));
    });
    const kept = await this.#describe(source, folder, commit);
    if (kept?.whole) return kept;
    throw new SourceError(
      'damaged',
      writeSource(source),
      `expected all of its files in ${snapshot}, found some missing`,
    );
  }

  async checkRoom(bytes: number): Promise<void> {
    let at = this.#folders.hub;
    for (let stats = await statfs(at).catch(() => null); ; stats = await statfs(at).catch(() => null)) {
      if (stats && stats.bavail * stats.bsize < bytes)
        throw new SourceError(
          'room',
          at,
          `expected ${bytes.toLocaleString('en')} bytes of room on the disk, found ${(stats.bavail * stats.bsize).toLocaleString('en')}`,
        );
      if (stats || at === dirname(at)) return;
      at = dirname(at);
    }
  }

  #folder(source: ModelSource): string {
    return join(source.kind === 'hub' ? this.#folders.hub : this.#folders.addresses, folderOf(source));
  }

  /** The checkpoint of a snapshot, and each GGUF file in it, which is a model by itself. */
  async #models(source: ModelSource, folder: string, commit: string): Promise<KeptModel[]> {
    const own = source.kind === 'hub' ? await filesUnder(join(folder, 'snapshots', commit)) : [];
    const ggufs = own
      .filter((path) => /\.gguf$/i.test(path))
      .map((file) => ({ ...source, file }) as ModelSource);
    const rest = own.length > ggufs.length || source.kind === 'address' ? [source] : [];
    const found = await Promise.all([...rest, ...ggufs].map((each) => this.#describe(each, folder, commit)));
    return found.filter((each) => each !== null);
  }

  async #describe(source: ModelSource, folder: string, commit: string): Promise<KeptModel | null> {
    const snapshot = join(folder, 'snapshots', commit);
    const paths = await filesUnder(snapshot);
    if (paths.length === 0) return null;
    const sized = await Promise.all(
      paths.map(async (path) => ({
        path,
        size: (await stat(join(snapshot, path)).catch(() => null))?.size ?? null,
      })),
    );
    const there = sized.filter((file): file is { path: string; size: number } => file.size !== null);
    const listing = listingOf(source, there);
    const chosen = await chooseFiles(listing, nodeModelFiles(snapshot)).catch((error: unknown) => {
      if (error instanceof ModelError) return null;
      throw error;
    });
    const own = chosen ? chosen.files.map(({ path }) => path) : null;
    const files = there.filter(({ path }) => (own ? own.includes(path) : !/\.gguf$/i.test(path)));
    const revision = source.kind === 'hub' ? commit : null;
    const bytes = files.reduce((sum, { size }) => sum + size, 0);
    return {
      key: `${writeSource(source)} ${commit}`,
      source,
      revision,
      files,
      bytes,
      whole: chosen !== null,
    };
  }
}

/** What a snapshot holds, as a host would list it. */
function listingOf(
  source: ModelSource,
  files: readonly { readonly path: string; readonly size: number }[],
): Listing {
  const listed = files.map((file) => ({ ...file, url: '', digest: null, version: null }));
  return { source, host: '', revision: null, asked: null, files: listed };
}

function commitIn(key: string): string {
  return key.slice(key.lastIndexOf(' ') + 1);
}

function hubSource(repo: string): ModelSource {
  return { kind: 'hub', repo, file: null };
}

/** Works on the folder of a source. Throws SourceError where it may not be written to, or there is no room. */
async function writing<Result>(folder: string, work: () => Promise<Result>): Promise<Result> {
  try {
    return await work();
  } catch (cause) {
    throw writeFault(cause, folder) ?? cause;
  }
}
