import type { OwnNamedModel } from '../../experiment/edit/model.ts';
import type { OwnFileNote } from '../../experiment/model-schema.ts';
import { writeNamed, writeSource } from '../../experiment/model-source.ts';
import type { Description } from '../../model/sources/describe.ts';
import { lacking } from '../../model/sources/download.ts';
import { type KeptSource, spokenSource } from '../../model/sources/kept-source.ts';
import type { Chosen, Listing } from '../../model/sources/listing.ts';
import type { LookedUp } from '../../model/sources/look-up.ts';
import { noteOfOwn } from '../../model/sources/own-files.ts';
import type { KeptModel, Shelf } from '../../model/sources/shelf.ts';
import { SourceError } from '../../model/sources/source-error.ts';

/** A model elsewhere, as a visitor wrote it. */
export interface SourceAsk {
  /** A hub's name or an address, see `parseSource`. */
  readonly name: string;
  /** Another hub than huggingface.co. */
  readonly endpoint?: string;
  /** For the hub's host alone; kept nowhere. */
  readonly token?: string;
}

export interface DownloadAsk extends SourceAsk {
  /** What an experiment says of the model: another is refused before it is downloaded, where the host tells. */
  readonly hash?: string;
}

/** What an experiment says of a model from elsewhere. */
export interface KeptAsk {
  readonly source: string;
  readonly revision?: string;
}

/** A model of a visitor's own files, by the name that it was taken under. */
export interface OwnAsk {
  readonly name: string;
  /** What an experiment says of the model: another is refused. */
  readonly hash?: string;
}

/** What a host says of a source, before any of its weights is downloaded. */
export interface SourceReport extends Description {
  /** For `experiment.model`: the source's one text, and its commit where it has one. */
  readonly source: string;
  readonly revision: string | null;
  /** The branch, tag or commit that was asked for. */
  readonly asked: string | null;
  readonly host: string;
  /** Those that a model is read from; sizes are null where the host does not say. */
  readonly files: readonly { readonly path: string; readonly size: number | null }[];
  readonly bytes: number | null;
  /** Bytes that are not kept yet. */
  readonly lacking: number | null;
  /** As the loaded model's will be; null where only its bytes tell. */
  readonly hash: string | null;
}

export interface KeptReport {
  /** Names it to `remove`. */
  readonly key: string;
  readonly source: string;
  /** Of a hub: the commit. Of a visitor's own files: their hash. */
  readonly revision: string | null;
  /** As the loaded model's will be; null where only its bytes tell. */
  readonly hash: string | null;
  /** Of a visitor's own files: what an experiment says of them. */
  readonly own: OwnNamedModel | null;
  readonly bytes: number;
  readonly files: readonly { readonly path: string; readonly size: number }[];
  readonly whole: boolean;
}

/** A model of a visitor's own files, for as long as the page is open. */
export interface OwnReport extends Description {
  /** For `experiment.model`. */
  readonly name: string;
  readonly file: OwnFileNote;
  /** Those that it is read from. */
  readonly files: readonly { readonly path: string; readonly size: number }[];
  readonly bytes: number;
}

/** What the browser gives this page to keep things in, in bytes; null where it does not say. */
export interface RoomReport {
  readonly usage: number | null;
  readonly quota: number | null;
  /** Whether the browser keeps it even when it is short of room; a page asks for that by `navigator.storage.persist()`. */
  readonly persisted: boolean;
}

/** What its host said of a source, and what of it is kept. */
export async function sourceReport(shelf: Shelf<KeptSource>, looked: LookedUp): Promise<SourceReport> {
  const { listing, chosen, config, stored, refused, unknown } = looked;
  const missing = await lacking({ shelf, ...looked });
  return {
    source: writeSource(listing.source),
    ...{ revision: listing.revision, asked: listing.asked, host: listing.host },
    files: chosen.files.map(({ path, size }) => ({ path, size })),
    bytes: chosen.bytes,
    lacking: missing.some(({ size }) => size === null)
      ? null
      : missing.reduce((sum, { size }) => sum + size!, 0),
    hash: chosen.hash,
    ...{ config, stored, refused, unknown },
  };
}

export function keptReport(kept: KeptModel<KeptSource>): KeptReport {
  const { key, source, revision, hash, bytes, files, whole } = kept;
  return { key, source: spokenSource(source), revision, hash, own: ownNamed(kept), bytes, files, whole };
}

function ownNamed({ source, revision, files }: KeptModel<KeptSource>): OwnNamedModel | null {
  if (source.kind !== 'own' || revision === null) return null;
  return { name: source.name, hash: revision, file: noteOfOwn(source.name, files) };
}

/** Before gigabytes come: the hub's own SHA-256 tell what the loaded model's hash would be. */
export function checkHash(
  { listing, chosen }: { readonly listing: Listing<KeptSource>; readonly chosen: Chosen },
  expected: string | undefined,
): void {
  if (expected === undefined || chosen.hash === null || chosen.hash === expected) return;
  const { source, revision } = listing;
  throw new SourceError(
    'damaged',
    source.kind === 'own' ? source.name : writeNamed({ source, revision }),
    `expected a model of hash ${expected}, as the experiment says, found ${chosen.hash}`,
  );
}
