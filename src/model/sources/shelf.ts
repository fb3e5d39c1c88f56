import type { ModelSource } from '../../experiment/model-source.ts';
import type { ModelFiles } from '../model-files.ts';
import type { Chosen, ListedFile, Listing } from './listing.ts';
import type { StreamHashing } from './stream-hashing.ts';

/** A file half downloaded, held by whoever downloads it. */
export interface Part {
  /** Bytes that are there. */
  readonly size: number;
  /** Gives those bytes, piece after piece, each with its memory. */
  readThrough(onPiece: (piece: Uint8Array<ArrayBuffer>) => void | Promise<void>): Promise<void>;
  /** Throws SourceError where there is no room. */
  append(piece: Uint8Array<ArrayBuffer>): void | Promise<void>;
  /** Throws all of it away. */
  empty(): void | Promise<void>;
  /** It is whole and right: from now on it is a kept file. `sha256`: its own in hex, where it was taken. */
  finish(sha256: string | null): Promise<void>;
  /** Lets go of it; what is there stays, unless it is finished. */
  close(): Promise<void>;
}

/** A model that is kept, and can be read without a network. */
export interface KeptModel {
  /** Names it to `remove`. */
  readonly key: string;
  readonly source: ModelSource;
  /** Of a hub: the commit. */
  readonly revision: string | null;
  readonly files: readonly { readonly path: string; readonly size: number }[];
  /** Of its files together; what other models share is counted in each. */
  readonly bytes: number;
  /** Whether all of it is there, as far as can be told without reading it. */
  readonly whole: boolean;
}

/** Where downloaded models are kept: the browser's storage, or a folder on disk. */
export interface Shelf {
  readonly hashing: StreamHashing;
  /** The model of a source at a commit, or as it was last asked for by that branch or tag; null where it is not there, or not whole. */
  find(source: ModelSource, revision: string | null): Promise<KeptModel | null>;
  /** The kept files, to read a model from. */
  files(kept: KeptModel): Promise<ModelFiles>;
  /** Every model, and what is left of downloads that were broken off. */
  list(): Promise<readonly KeptModel[]>;
  /** Deletes what `key` names, but for files that another model has too. @returns bytes that were freed */
  remove(key: string): Promise<number>;
  /** Bytes of a file that is kept whole; null where it is not. */
  keptSize(listing: Listing, file: ListedFile): Promise<number | null>;
  /** Works on one file alone among all tabs or processes, after any that are at it. */
  alone<Result>(
    listing: Listing,
    file: ListedFile,
    net: Waiting,
    work: () => Promise<Result>,
  ): Promise<Result>;
  openPart(listing: Listing, file: ListedFile): Promise<Part>;
  /** Makes a model of kept files. */
  keep(listing: Listing, chosen: Chosen): Promise<KeptModel>;
  /** Throws SourceError where so many bytes more will not go in. */
  checkRoom(bytes: number): Promise<void>;
}

/** Who waits, and hears why. */
export interface Waiting {
  readonly signal?: AbortSignal | undefined;
  readonly onWait?: (reason: string) => void;
}
