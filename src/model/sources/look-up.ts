import { partsOf } from '../../experiment/gguf-parts.ts';
import type { AddressSource, NamedSource } from '../../experiment/model-source.ts';
import { MissingFileError, ModelError } from '../model-error.ts';
import { listAddress } from './address.ts';
import { ASKED_FOR, chooseFiles, folderWords, shardsOf } from './choose.ts';
import { type Description, describeFiles } from './describe.ts';
import { listRepository } from './hub.ts';
import { listedFiles } from './listed-files.ts';
import type { Chosen, Listing } from './listing.ts';
import type { Net } from './net.ts';

/** Of a GGUF file on a server that lists nothing: each is asked for. */
const MOST_PARTS = 1_000;

/** The files of a source that a model is read from. */
export interface FoundFiles {
  readonly listing: Listing;
  readonly chosen: Chosen;
}

/** What is known of a source before any of its weights is downloaded. */
export interface LookedUp extends FoundFiles, Description {}

/**
 * Asks a host what a source holds: its list of files, and its config and index, or the header of its GGUF file; no weights. Throws SourceError where it does
 * not answer, and ModelError where what it holds is no model.
 */
export async function lookUp(net: Net, named: NamedSource): Promise<LookedUp> {
  const found = await findFiles(net, named);
  const { listing, chosen } = found;
  return {
    ...found,
    ...(await describeFiles(listedFiles(net, listing), folderWords(listing.source), chosen)),
  };
}

/** The same without what they tell of the model. */
export async function findFiles(net: Net, { source, revision }: NamedSource): Promise<FoundFiles> {
  const listing =
    source.kind === 'hub' ? await listRepository(net, source, revision) : await listFolder(net, source.url);
  return { listing, chosen: await chooseFiles(listing, listedFiles(net, listing)) };
}

/** A GGUF file on a server, and the other parts where its name says that it is one of several. */
async function listGguf(net: Net, source: AddressSource): Promise<Listing> {
  const listing = await listAddress(net, source, []);
  const [, ...more] = partsOf(listing.files[0].path);
  if (more.length > MOST_PARTS)
    throw new ModelError(source.url, `expected at most ${MOST_PARTS} parts, found a name that says more`);
  const folder = { kind: 'address', url: new URL('.', source.url).href } as const;
  const others = await listAddress(net, folder, more);
  return { ...listing, files: [...listing.files, ...others.files] };
}

/** A server's folder: what it has of the names that a model's folder has, and of the shards that its index names. */
async function listFolder(net: Net, url: string): Promise<Listing> {
  const source = { kind: 'address', url } as const;
  if (!url.endsWith('/')) return await listGguf(net, source);
  const first = await listAddress(net, source, ASKED_FOR);
  const has = (path: string) => first.files.some((file) => file.path === path);
  if (!has('config.json')) throw new MissingFileError(`${url}config.json`, 'expected a file, found none');
  if (has('model.safetensors') || !has('model.safetensors.index.json')) return first;
  const shards = await shardsOf(url, listedFiles(net, first));
  const more = await listAddress(net, source, shards);
  return { ...first, files: [...first.files, ...more.files] };
}
