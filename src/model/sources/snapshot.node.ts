import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { firstPart } from '../../experiment/gguf-parts.ts';
import { type ModelSource, writeSource } from '../../experiment/model-source.ts';
import { nodeModelFiles } from '../files.node.ts';
import { ggufModels, isGguf } from '../gguf-file.ts';
import { ModelError } from '../model-error.ts';
import { chooseFiles } from './choose.ts';
import { filesUnder } from './disk.node.ts';
import type { Listing } from './listing.ts';
import type { KeptModel } from './shelf.ts';

/** The checkpoint of a snapshot, and each GGUF file in it, which is a model by itself. */
export async function modelsIn(source: ModelSource, folder: string, commit: string): Promise<KeptModel[]> {
  const own = source.kind === 'hub' ? await filesUnder(join(folder, 'snapshots', commit)) : [];
  const ggufs = ggufModels(own).map((file) => ({ ...source, file }) as ModelSource);
  const rest = source.kind === 'address' || !own.every(isGguf) ? [source] : [];
  const found = await Promise.all([...rest, ...ggufs].map((each) => describeSnapshot(each, folder, commit)));
  return found.filter((each) => each !== null);
}

/** What is kept of a source at a commit; null where nothing is. */
export async function describeSnapshot(
  source: ModelSource,
  folder: string,
  commit: string,
): Promise<KeptModel | null> {
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
  const named = source.kind === 'hub' ? source.file : null;
  const files = there.filter(({ path }) => {
    if (own) return own.includes(path);
    return named === null ? !isGguf(path) : firstPart(path) === named;
  });
  const revision = source.kind === 'hub' ? commit : null;
  const bytes = files.reduce((sum, { size }) => sum + size, 0);
  return {
    key: `${writeSource(source)} ${commit}`,
    source,
    revision,
    hash: chosen?.hash ?? null,
    files,
    bytes,
    whole: chosen !== null,
  };
}

/** What a snapshot holds, as a host would list it. */
function listingOf(
  source: ModelSource,
  files: readonly { readonly path: string; readonly size: number }[],
): Listing {
  const listed = files.map((file) => ({ ...file, url: '', digest: null, version: null }));
  return { source, formerly: null, host: '', revision: null, asked: null, files: listed };
}
