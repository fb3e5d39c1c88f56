import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type HubSource, type ModelSource, parseSource, writeSource } from '../../experiment/model-source.ts';
import { blobIdOf } from './choose.ts';
import { sizeUnder, writeUnder } from './disk.node.ts';
import { folderOf } from './hub-cache.node.ts';
import type { ListedFile } from './listing.ts';
import type { KeptModel } from './shelf.ts';

export const COMMIT = /^[0-9a-f]{40}$/;
/** Names the address, in a folder that is of one. */
export const SOURCE_FILE = 'source.json';

/** The commit that a revision stands for here; null where nothing of it is kept. */
export async function commitOf(folder: string, revision: string): Promise<string | null> {
  if (COMMIT.test(revision)) return revision;
  const text = await readFile(join(folder, 'refs', revision), 'utf8').catch(() => '');
  return COMMIT.test(text.trim()) ? text.trim() : null;
}

/** Of which address a folder is. */
export async function addressOf(folder: string): Promise<ModelSource | null> {
  try {
    const { url } = JSON.parse(await readFile(join(folder, SOURCE_FILE), 'utf8')) as {
      readonly url?: unknown;
    };
    const parsed = typeof url === 'string' ? parseSource(url) : '';
    return typeof parsed !== 'string' && parsed.source.kind === 'address' ? parsed.source : null;
  } catch {
    return null;
  }
}

/** What a repository is called now, as a hub once answered who asked for it by an older name; null where it never did. */
export async function renamedTo(folder: string, formerly: HubSource): Promise<string | null> {
  const text = await readFile(join(folder, folderOf(formerly)), 'utf8').catch(() => '');
  const parsed = text === '' ? '' : parseSource(`hf:${text.trim()}`);
  return typeof parsed !== 'string' && parsed.source.kind === 'hub' ? parsed.source.repo : null;
}

/** Apart from the hub's own folders: its tools take a link there for a repository more. */
export async function keepRename(folder: string, formerly: string, { repo }: HubSource): Promise<void> {
  await writeUnder(join(folder, folderOf({ kind: 'hub', repo: formerly, file: null })), `${repo}\n`);
}

/** What a download left that was broken off. */
export async function leftOf(source: ModelSource, folder: string): Promise<KeptModel> {
  const bytes = await sizeUnder(join(folder, 'blobs'));
  return {
    key: `${writeSource(source)} -`,
    source,
    revision: null,
    hash: null,
    files: [],
    bytes,
    whole: false,
  };
}

/** A name for the state of files that have no commit: another state is another snapshot. */
export function stateOf(files: readonly ListedFile[]): string {
  return createHash('sha1')
    .update(files.map((file) => `${blobIdOf(file)} ${file.path}\n`).join(''))
    .digest('hex');
}
