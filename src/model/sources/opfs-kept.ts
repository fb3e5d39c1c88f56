import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js';
import { parseSource } from '../../experiment/model-source.ts';
import type { Manifest } from './opfs-manifest.ts';
import type { KeptModel } from './shelf.ts';

/** A model as its manifest has it, and whether all of its files are there. Null where another version of the page named its source. */
export function described(
  key: string,
  { source, revision, files }: Manifest,
  blobs: ReadonlyMap<string, number>,
): KeptModel | null {
  const parsed = parseSource(source);
  if (typeof parsed === 'string') return null;
  return {
    key,
    source: parsed.source,
    revision,
    files: files.map(({ path, size }) => ({ path, size })),
    bytes: files.reduce((sum, { size }) => sum + size, 0),
    // A browser that is short of room drops what it keeps for a page.
    whole: files.every(({ blob, size }) => blobs.get(blob) === size),
  };
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
  return { key: LEFT, source, revision: null, files: [], bytes, whole: false };
}

/** The name of a manifest's file: the same model is kept under it again. */
export function keyOf({ source, revision, files }: Manifest): string {
  const text = JSON.stringify([source, revision, files.map(({ path, blob }) => [path, blob])]);
  return `${bytesToHex(sha256(utf8ToBytes(text))).slice(0, 32)}.json`;
}
