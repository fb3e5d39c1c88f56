import { existsSync } from 'node:fs';
import { readFile, stat } from 'node:fs/promises';
import { basename, dirname, resolve } from 'node:path';
import { firstPart, withoutEnding } from '../experiment/gguf-parts.ts';
import {
  asksForSource,
  HUB,
  modelNameOf,
  type NamedSource,
  parseSource,
  withoutSecrets,
  writeNamed,
  writeSource,
} from '../experiment/model-source.ts';
import type { Experiment } from '../experiment/schema.ts';
import { nodeModelFiles } from '../model/files.node.ts';
import { shippedFolder } from '../model/shipped.node.ts';
import { downloadModel, lacking } from '../model/sources/download.ts';
import { cacheFolders, tokenFile } from '../model/sources/hub-cache.node.ts';
import { ggufOf, type ModelPlace } from '../model/sources/load-place.ts';
import { type LookedUp, lookUp } from '../model/sources/look-up.ts';
import { type Net, openNet } from '../model/sources/net.ts';
import { DiskShelf } from '../model/sources/shelf.node.ts';
import type { KeptModel } from '../model/sources/shelf.ts';
import { SourceError } from '../model/sources/source-error.ts';
import { bytesWords } from '../results/amounts.ts';
import { interruption, leavesBehind } from './interruption.ts';
import { showDownload } from './progress.ts';
import { note } from './terminal.ts';
import { shownPath, UsageError } from './usage.ts';

/** The model of an experiment that comes from elsewhere: read where it is kept, never fetched, since nobody here named its host. */
export type WantedModel = Pick<Experiment['model'], 'source' | 'revision'>;

/** A folder of files on this machine that a model is read from. */
export interface LocalPlace extends ModelPlace {
  readonly folder: string;
}

/** The folders that models are kept in. */
export function openShelf(): DiskShelf {
  return new DiskShelf(cacheFolders(process.env));
}

/** Asks hosts as the hub's tools do: `HF_ENDPOINT`, `HF_TOKEN` or the token that they keep. */
export async function openCliNet(): Promise<Net> {
  const path = tokenFile(process.env);
  // An empty one is none, as the hub's tools take it.
  const token = process.env.HF_TOKEN || (await readFile(path, 'utf8').catch(() => null));
  const onWait = (reason: string) => note(reason);
  return netOf({ token, signal: interruption, onWait }, process.env.HF_TOKEN ? 'HF_TOKEN' : path);
}

/** Says by their variables which of them is wrong. Throws SourceError. */
function netOf(options: Omit<Parameters<typeof openNet>[0], 'endpoint'>, tokenPlace: string): Net {
  try {
    return openNet({ endpoint: endpoint(), ...options });
  } catch (error) {
    if (!(error instanceof SourceError)) throw error;
    const place = { endpoint: 'HF_ENDPOINT', token: tokenPlace }[error.where] ?? error.where;
    throw new SourceError(error.why, place, error.problem, { cause: error });
  }
}

/** Reads `hf:…` or an address. Throws UsageError. */
export function namedSource(name: string): NamedSource {
  const parsed = parseSource(name, endpoint());
  if (typeof parsed === 'string') throw new UsageError(`${shownPath(withoutSecrets(name))}: ${parsed}`);
  return parsed;
}

/**
 * The files of a model that a command line names, downloaded where they are not kept: typing a host's name is asking for it. Throws UsageError,
 * SourceError.
 */
export async function placeOf(name: string): Promise<LocalPlace> {
  if (asksForSource(name)) return await sourcePlace(namedSource(name));
  const path = resolve(name);
  const stats = await stat(path).catch(() => null);
  // What is wrong with one that is not there is said by who reads it.
  if (stats?.isDirectory() !== true && /\.gguf$/i.test(path))
    return folderPlace(dirname(path), firstPart(basename(path)));
  // A folder of the caller's own comes first.
  if (stats === null && /^[\w-]+$/.test(name) && existsSync(shippedFolder(name)))
    return folderPlace(shippedFolder(name), null);
  if (stats === null && typeof parseSource(name, endpoint()) !== 'string')
    throw new UsageError(
      `${name}: expected a folder of model files, found none; hf:${name} names the repository of a hub`,
    );
  return { ...folderPlace(name, null), name: basename(path) };
}

/** The same for the model that an experiment names. Throws SourceError where it is not kept. */
export async function keptPlace({ source = '', revision }: WantedModel): Promise<LocalPlace> {
  const named = { ...namedSource(source), revision: revision ?? null };
  const shelf = openShelf();
  const kept = await shelf.find(named.source, named.revision);
  if (kept) return placeOfKept(shelf, kept);
  const url = named.source.kind === 'hub' ? netOf({}, 'HF_TOKEN').endpoint : named.source.url;
  const { host } = new URL(url);
  const words = `expected it among the models that are kept here, found it not: it would come from ${host}, and an experiment fetches nothing by itself`;
  throw new SourceError(
    'not-kept',
    source,
    `${words}; lab model ${writeNamed(named)} says how large it is, and with --download fetches it`,
  );
}

/** Downloads what of a source is not kept, and shows how far it is. Broken off, it goes on from there the next time. */
export async function download(
  shelf: DiskShelf,
  net: Net,
  { listing, chosen }: Pick<LookedUp, 'listing' | 'chosen'>,
): Promise<KeptModel> {
  const missing = await lacking({ shelf, listing, chosen });
  const bytes = missing.reduce((sum, { size }) => sum + (size ?? 0), 0);
  if (missing.length > 0)
    note(`downloading ${bytes > 0 ? bytesWords(bytes) : writeSource(listing.source)} from ${listing.host}`);
  const restore = leavesBehind('what was downloaded is kept, and gone on with next time');
  try {
    return await downloadModel({ shelf, net, listing, chosen, onProgress: showDownload() });
  } finally {
    if (!interruption.aborted) restore();
  }
}

async function sourcePlace(named: NamedSource): Promise<LocalPlace> {
  const shelf = openShelf();
  const known = await shelf.find(named.source, named.revision);
  const fixed = /^[0-9a-f]{40}$/.test(named.revision ?? '') || named.source.kind === 'address';
  // A commit does not change; of an address nothing tells without asking, and its record names the hash.
  if (known && (fixed || isOffline())) return placeOfKept(shelf, known);
  if (isOffline())
    throw new SourceError(
      'not-kept',
      writeNamed(named),
      'expected it among the models that are kept here, found it not, and HF_HUB_OFFLINE is set',
    );
  const net = await openCliNet();
  const looked = await lookUp(net, named).catch((error: unknown) => {
    if (!known || !(error instanceof SourceError) || !['silent', 'busy'].includes(error.why)) throw error;
    note(`${error.message}; the copy that is kept is used`);
    return null;
  });
  if (looked === null) return placeOfKept(shelf, known!);
  // It begins with its own place.
  if (looked.refused !== null) throw new UsageError(looked.refused);
  return placeOfKept(shelf, await download(shelf, net, looked));
}

/** Where the files of a kept model are. */
export function placeOfKept(shelf: DiskShelf, kept: KeptModel): LocalPlace {
  return { ...folderPlace(shelf.folderOf(kept), ggufOf(kept)), name: modelNameOf(kept.source) };
}

function folderPlace(folder: string, gguf: string | null): LocalPlace {
  return {
    folder,
    name: withoutEnding(gguf ?? basename(folder)),
    files: nodeModelFiles(folder),
    gguf,
  };
}

/** Whether no host may be asked, as the hub's tools take it. */
export function isOffline(): boolean {
  return /^(?:1|on|yes|true)$/i.test(process.env.HF_HUB_OFFLINE ?? '');
}

function endpoint(): string {
  return process.env.HF_ENDPOINT || HUB;
}
