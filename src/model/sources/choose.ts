import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js';
import { firstPart, partsOf } from '../../experiment/gguf-parts.ts';
import { writeSource } from '../../experiment/model-source.ts';
import { ggufModels, isGguf, missingParts } from '../gguf-file.ts';
import { weightsInstead } from '../instead.ts';
import { listed, MissingFileError, shown } from '../model-error.ts';
import type { ModelFiles } from '../model-files.ts';
import { readModelJson } from '../model-json.ts';
import { parseShardIndex } from '../shard-index.ts';
import { hashOfShards, missingShard } from '../weights.ts';
import { type KeptSource, spokenSource } from './kept-source.ts';
import type { Chosen, ListedFile, Listing } from './listing.ts';

const ONE_FILE = 'model.safetensors';
const INDEX = 'model.safetensors.index.json';

/** Beside the weights: what is read of a checkpoint's folder, where it is there. */
const SMALL_FILES = [
  'config.json',
  'generation_config.json',
  'tokenizer.json',
  'tokenizer_config.json',
  'chat_template.jinja',
  'chat_template.json',
  'tasks.json',
] as const;

/** What a server that lists nothing is asked for, before its index names shards. */
export const ASKED_FOR: readonly string[] = [...SMALL_FILES, ONE_FILE, INDEX];

/**
 * The files of a listing that a model is read from; `files` reads its index, where there is one. Throws ModelError saying what is missing, and
 * what is there instead.
 */
export async function chooseFiles(listing: Listing<KeptSource>, files: ModelFiles): Promise<Chosen> {
  const gguf = ggufOf(listing);
  if (gguf !== null) return chosen(gguf, gguf, gguf[0].path);
  const byPath = new Map(listing.files.map((file) => [file.path, file]));
  const small = SMALL_FILES.flatMap((path) => byPath.get(path) ?? []);
  const weights = await weightFiles(listing, byPath, files);
  if (!byPath.has('config.json'))
    throw new MissingFileError(`${spokenSource(listing.source)}/config.json`, 'expected a file, found none');
  return chosen(
    [...small, ...weights],
    weights.filter(({ path }) => path !== INDEX),
    null,
  );
}

/** The names of a folder's weights that its index gives, for a server that lists nothing. */
export async function shardsOf(name: string, files: ModelFiles): Promise<readonly string[]> {
  return [...parseShardIndex(await readModelJson(files, name, INDEX), `${name}/${INDEX}`).keys()];
}

/** The GGUF file that a source names, or its parts; null where it names a checkpoint. */
function ggufOf({ source, files }: Listing<KeptSource>): readonly ListedFile[] | null {
  const path = ggufPath(source, files);
  if (path === null) return null;
  const byPath = new Map(files.map((file) => [file.path, file]));
  const found = partsOf(path).flatMap((part) => byPath.get(part) ?? []);
  const missing = missingParts(folderWords(source), path, [...byPath.keys()]);
  if (missing === null) return found;
  if (found.length > 0) throw missing;
  throw new MissingFileError(
    spokenSource(source),
    `expected ${shown(path)} in the repository, found ${ggufWords(files)}`,
  );
}

/** Its path, or that of its first part. */
function ggufPath(source: KeptSource, files: readonly ListedFile[]): string | null {
  if (source.kind === 'hub') return source.file;
  const paths = files.map(({ path }) => path);
  const [one = ''] = paths;
  const named = source.kind === 'address' ? isGguf(source.url) : isGguf(one) && paths.every(isGguf);
  return named ? firstPart(one) : null;
}

/** Where a source's files lie, as messages call it. */
export function folderWords(source: KeptSource): string {
  if (source.kind === 'own') return source.name;
  if (source.kind === 'hub') return writeSource({ ...source, file: null });
  return source.url.slice(0, source.url.lastIndexOf('/'));
}

async function weightFiles(
  listing: Listing<KeptSource>,
  byPath: ReadonlyMap<string, ListedFile>,
  files: ModelFiles,
): Promise<readonly ListedFile[]> {
  const one = byPath.get(ONE_FILE);
  if (one) return [one];
  const name = spokenSource(listing.source);
  const index = byPath.get(INDEX);
  if (!index) throw await lackOfWeights(listing, name);
  const shards = parseShardIndex(await readModelJson(files, name, INDEX), `${name}/${INDEX}`);
  const missing = [...shards.keys()].find((path) => !byPath.has(path));
  if (missing !== undefined) throw missingShard(name, shards, missing);
  return [index, ...[...shards.keys()].map((path) => byPath.get(path)!)];
}

async function lackOfWeights(listing: Listing<KeptSource>, name: string): Promise<MissingFileError> {
  const lack = new MissingFileError(`${name}/${ONE_FILE}`, 'expected a file, found none');
  const ggufs = ggufModels(listing.files.map(({ path }) => path));
  if (ggufs.length > 0)
    return new MissingFileError(
      name,
      `expected ${ONE_FILE}, found ${ggufWords(listing.files)}: name one, ${name}:FILE`,
    );
  const names = () => Promise.resolve(listing.files.map(({ path }) => path));
  return await weightsInstead({ read: () => Promise.reject(lack), names }, lack, INDEX);
}

function ggufWords(files: readonly ListedFile[]): string {
  const ggufs = ggufModels(files.map(({ path }) => path));
  return ggufs.length === 0 ? 'no GGUF file' : `GGUF files: ${listed(ggufs.map(shown))}`;
}

function chosen(files: readonly ListedFile[], weights: readonly ListedFile[], gguf: string | null): Chosen {
  const sizes = files.map(({ size }) => size);
  return {
    files,
    weights: weights.map(({ path }) => path),
    gguf,
    bytes: sizes.includes(null) ? null : sizes.reduce<number>((sum, size) => sum + (size ?? 0), 0),
    hash: hashOf(weights),
  };
}

/** What `Checkpoint.hash` will be, as far as the hub knows its files by SHA-256. */
export function hashOf(weights: readonly ListedFile[]): string | null {
  const digests = weights.map(({ path, digest }) =>
    digest?.kind === 'sha256' ? ([path, digest.hex] as const) : null,
  );
  if (digests.includes(null)) return null;
  const [first, ...more] = digests.filter((each) => each !== null);
  return more.length === 0 ? `sha256:${first[1]}` : hashOfShards([first, ...more]);
}

/** What a file is kept by: the hub's own name for its bytes, or one that follows from where it came from and its state there. */
export function blobIdOf({ digest, url, version, size }: ListedFile): string {
  if (digest) return digest.hex;
  return `u${bytesToHex(sha256(utf8ToBytes([url, version ?? '', size ?? ''].join('\n'))))}`;
}
