import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js';
import { writeSource } from '../../experiment/model-source.ts';
import { type KeptSource, parseKept, writeKept } from './kept-source.ts';
import type { Listing } from './listing.ts';
import type { Manifest } from './opfs-manifest.ts';
import type { KeptModel } from './shelf.ts';

/** A model as its manifest has it, and whether all of its files are there. Null where another version of the page named its source. */
export function described(
  key: string,
  { source: text, revision, hash, files }: Manifest,
  blobs: ReadonlyMap<string, number>,
): KeptModel<KeptSource> | null {
  const source = parseKept(text);
  if (source === null) return null;
  return {
    key,
    source,
    revision,
    hash,
    files: files.map(({ path, size }) => ({ path, size })),
    bytes: files.reduce((sum, { size }) => sum + size, 0),
    // A browser that is short of room drops what it keeps for a page.
    whole: files.every(({ blob, size }) => blobs.get(blob) === size),
  };
}

/** Whether a manifest is of a source, under the name that it has or had, at a revision: a commit, or what was asked for. */
export function isOf(manifest: Manifest, source: KeptSource, revision: string | null): boolean {
  // What a file holds is the same wherever it came from.
  if (source.kind === 'own') return manifest.hash === revision;
  const text = writeKept(source);
  const named = manifest.source === text || (manifest.formerly ?? []).includes(text);
  return named && [null, manifest.revision, manifest.asked ?? 'main'].includes(revision);
}

/** The texts of a listing's source by the names that it had, those that are known already among them. */
export function formerNames(
  { source, formerly }: Pick<Listing<KeptSource>, 'source' | 'formerly'>,
  known: readonly string[] = [],
): readonly string[] {
  if (source.kind !== 'hub' || formerly === null) return known;
  return [...new Set([...known, writeSource({ ...source, repo: formerly })])];
}

/** Bytes of what no model has. */
export function leftBytes(
  manifests: readonly (readonly [string, Manifest])[],
  blobs: ReadonlyMap<string, number>,
): number {
  const used = new Set(manifests.flatMap(([, { files }]) => files.map(({ blob }) => blob)));
  return [...blobs].filter(([name]) => !used.has(name)).reduce((sum, [, size]) => sum + size, 0);
}

/** What downloads left that were broken off, and files that no model has. */
export const LEFT = 'left over';

export function leftOvers(bytes: number): KeptModel {
  const source = { kind: 'address', url: 'https://left.invalid/' } as const;
  return { key: LEFT, source, revision: null, hash: null, files: [], bytes, whole: false };
}

/** The name of a manifest's file: the same model is kept under it again. */
export function keyOf({ source, revision, files }: Manifest): string {
  const text = JSON.stringify([source, revision, files.map(({ path, blob }) => [path, blob])]);
  return `${bytesToHex(sha256(utf8ToBytes(text))).slice(0, 32)}.json`;
}
