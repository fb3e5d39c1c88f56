import { type ModelSource, writeSource } from '../../experiment/model-source.ts';
import type { ModelFiles } from '../model-files.ts';
import { blobIdOf } from './choose.ts';
import type { Chosen, ListedFile, Listing } from './listing.ts';
import { opfsModelFiles } from './opfs-files.ts';
import { described, keyOf, LEFT, leftBytes, leftOvers } from './opfs-kept.ts';
import { type Manifest, parseManifest } from './opfs-manifest.ts';
import { OpfsPart } from './opfs-part.ts';
import type { KeptModel, Part, Shelf, Waiting } from './shelf.ts';
import { SourceError } from './source-error.ts';
import { streamHashing } from './stream-hashing.ts';

const FOLDER = 'batchmates-models';
const PART = '.part';

/**
 * Models in the storage that a browser gives to this page's origin: files by hash in `blobs`, a manifest of each model in `models`, and in
 * `hashes` what tells quickly whether a file is still the same. For a worker: only there a file can be written piece by piece.
 */
export class OpfsShelf implements Shelf {
  readonly hashing = streamHashing;

  async find(source: ModelSource, revision: string | null): Promise<KeptModel | null> {
    const named = (await this.#manifests()).filter(([, manifest]) => manifest.source === writeSource(source));
    const asked = named.filter(([, manifest]) =>
      [null, manifest.revision, manifest.asked ?? 'main'].includes(revision),
    );
    // The latest of several commits.
    const latest = asked.toSorted(([, a], [, b]) => b.keptAt - a.keptAt);
    const blobs = await this.#blobSizes();
    return (
      latest.map(([key, manifest]) => described(key, manifest, blobs)).find((kept) => kept?.whole) ?? null
    );
  }

  async files(kept: KeptModel): Promise<ModelFiles> {
    const manifest = new Map(await this.#manifests()).get(kept.key);
    if (!manifest)
      throw new SourceError('not-kept', kept.key, 'expected a model that is kept, found it deleted');
    return opfsModelFiles(writeSource(kept.source), manifest, {
      blobs: await this.#folder('blobs'),
      hashes: await this.#folder('hashes'),
    });
  }

  async list(): Promise<readonly KeptModel[]> {
    const manifests = await this.#manifests();
    const blobs = await this.#blobSizes();
    const models = manifests.map(([key, manifest]) => described(key, manifest, blobs));
    const left = leftBytes(manifests, blobs);
    const rest = left > 0 ? [leftOvers(left)] : [];
    return [...models.filter((model) => model !== null), ...rest];
  }

  async remove(key: string): Promise<number> {
    const manifests = await this.#manifests();
    const models = await this.#folder('models');
    if (key !== LEFT) {
      if (!manifests.some(([name]) => name === key))
        throw new SourceError('missing', key, 'expected a model that is kept, found none of that name');
      await models.removeEntry(key);
    }
    const others = manifests.filter(([name]) => name !== key);
    const used = new Set(others.flatMap(([, { files }]) => files.map(({ blob }) => blob)));
    const own = new Set(manifests.find(([name]) => name === key)?.[1].files.map(({ blob }) => blob));
    const [blobs, hashes] = [await this.#folder('blobs'), await this.#folder('hashes')];
    let freed = 0;
    for (const [name, size] of await sizes(blobs)) {
      const unused = key === LEFT ? !used.has(name) : own.has(name) && !used.has(name);
      if (!unused || !(await removed(blobs, name))) continue;
      freed += size;
      await removed(hashes, name);
    }
    return freed;
  }

  async keptSize(_: Listing, file: ListedFile): Promise<number | null> {
    const size = await sizeOf(await this.#folder('blobs'), blobIdOf(file));
    return size !== null && (file.size === null || size === file.size) ? size : null;
  }

  async alone<Result>(
    _: Listing,
    file: ListedFile,
    { signal, onWait }: Waiting,
    work: () => Promise<Result>,
  ): Promise<Result> {
    const name = `batchmates model file ${blobIdOf(file)}`;
    const { held } = await navigator.locks.query();
    if (held?.some((lock) => lock.name === name)) onWait?.('another tab downloads this file');
    return await navigator.locks.request(name, signal ? { signal } : {}, work);
  }

  async openPart(_: Listing, file: ListedFile): Promise<Part> {
    const id = blobIdOf(file);
    const [blobs, hashes] = [await this.#folder('blobs'), await this.#folder('hashes')];
    return await OpfsPart.open(
      await blobs.getFileHandle(`${id}${PART}`, { create: true }),
      id,
      async (kept) => writeText(await hashes.getFileHandle(id, { create: true }), JSON.stringify(kept)),
    );
  }

  async keep({ source, revision, asked }: Listing, { files, hash }: Chosen): Promise<KeptModel> {
    const blobs = await this.#folder('blobs');
    const entries = await Promise.all(
      files.map(async (file) => ({
        path: file.path,
        blob: blobIdOf(file),
        size: (await sizeOf(blobs, blobIdOf(file))) ?? -1,
      })),
    );
    const manifest: Manifest = {
      ...{ version: 1, source: writeSource(source), revision, asked, hash, files: entries },
      keptAt: Date.now(),
    };
    const key = keyOf(manifest);
    const models = await this.#folder('models');
    // A second tab's handle would fail, not wait.
    await navigator.locks.request('batchmates model manifests', async () => {
      await writeText(await models.getFileHandle(key, { create: true }), JSON.stringify(manifest));
    });
    const kept = described(key, manifest, await this.#blobSizes());
    if (kept?.whole) return kept;
    throw new SourceError(
      'damaged',
      manifest.source,
      'expected all of its files in storage, found some missing',
    );
  }

  async checkRoom(bytes: number): Promise<void> {
    const { quota, usage = 0 } = await navigator.storage.estimate();
    if (quota === undefined || quota - usage >= bytes) return;
    const left = Math.max(0, quota - usage).toLocaleString('en');
    throw new SourceError(
      'room',
      'storage',
      `expected ${bytes.toLocaleString('en')} bytes of room, found ${left}: delete a model, or free space on this machine`,
    );
  }

  /** Of all files that are kept, by hash. */
  async #blobSizes(): Promise<ReadonlyMap<string, number>> {
    return new Map(await sizes(await this.#folder('blobs')));
  }

  /** A manifest that cannot be read is of another version of the page, which may read it. */
  async #manifests(): Promise<(readonly [key: string, manifest: Manifest])[]> {
    const found: (readonly [string, Manifest])[] = [];
    for await (const [name, handle] of (await this.#folder('models')).entries()) {
      if (handle.kind !== 'file') continue;
      const text = await (await handle.getFile()).text().catch(() => '');
      const manifest = parseManifest(text);
      if (manifest) found.push([name, manifest]);
    }
    return found;
  }

  async #folder(name: 'blobs' | 'models' | 'hashes'): Promise<FileSystemDirectoryHandle> {
    try {
      const root = await navigator.storage.getDirectory();
      const folder = await root.getDirectoryHandle(FOLDER, { create: true });
      return await folder.getDirectoryHandle(name, { create: true });
    } catch (cause) {
      const reason = cause instanceof Error ? cause.message : String(cause);
      throw new SourceError(
        'room',
        'storage',
        `expected storage to keep models in, found none: this browser or window gives none (${reason})`,
        { cause },
      );
    }
  }
}

/** Whether it could be: what another tab is writing to stays. */
async function removed(folder: FileSystemDirectoryHandle, name: string): Promise<boolean> {
  return await folder.removeEntry(name).then(
    () => true,
    () => false,
  );
}

async function writeText(handle: FileSystemFileHandle, text: string): Promise<void> {
  const file = await handle.createSyncAccessHandle();
  try {
    file.truncate(0);
    file.write(new TextEncoder().encode(text), { at: 0 });
    file.flush();
  } finally {
    file.close();
  }
}

async function sizes(folder: FileSystemDirectoryHandle): Promise<(readonly [name: string, size: number])[]> {
  const found: (readonly [string, number])[] = [];
  for await (const name of folder.keys()) found.push([name, (await sizeOf(folder, name)) ?? 0]);
  return found;
}

async function sizeOf(folder: FileSystemDirectoryHandle, name: string): Promise<number | null> {
  try {
    return (await (await folder.getFileHandle(name)).getFile()).size;
  } catch {
    return null;
  }
}
