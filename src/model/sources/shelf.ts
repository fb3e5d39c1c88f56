import type { ModelSource } from '../../experiment/model-source.ts';
import type { ModelFiles } from '../model-files.ts';
import type { KeptSource } from './kept-source.ts';
import type { Chosen, ListedFile, Listing } from './listing.ts';
import type { StreamHashing } from './stream-hashing.ts';

/** A file half downloaded, held by whoever downloads it. */
export interface Part {
  /** Bytes that are there. */
  readonly size: number;
  /** Gives those bytes, piece after piece, in memory that each next one takes. */
  readThrough(onPiece: (piece: Uint8Array<ArrayBuffer>) => void | Promise<void>): Promise<void>;
  /** Keeps none of the piece's memory. Throws SourceError where there is no room. */
  append(piece: Uint8Array<ArrayBuffer>): void | Promise<void>;
  /** Throws all of it away. */
  empty(): void | Promise<void>;
  /** It is whole and right: from now on it is a kept file. `sha256`: its own in hex, where it was taken. */
  finish(sha256: string | null): Promise<void>;
  /** Lets go of it; what is there stays, unless it is finished. */
  close(): Promise<void>;
}

/** A model that is kept, and can be read without a network. */
export interface KeptModel<Source extends KeptSource = ModelSource> {
  /** Names it to `remove`. */
  readonly key: string;
  readonly source: Source;
  /** Of a hub: the commit. Of a visitor's own files: their hash. */
  readonly revision: string | null;
  /** As the loaded model's will be; null where only its bytes tell. */
  readonly hash: string | null;
  readonly files: readonly { readonly path: string; readonly size: number }[];
  /** Of its files together; what other models share is counted in each. */
  readonly bytes: number;
  /** Whether all of it is there, as far as can be told without reading it. */
  readonly whole: boolean;
}

/** Where models are kept: the browser's storage, a visitor's own files too, or a folder on disk. */
export interface Shelf<Source extends KeptSource = ModelSource> {
  readonly hashing: StreamHashing;
  /**
   * The model of a source at a commit, or as it was last asked for by that branch or tag; of a visitor's own files that of the hash, whatever it is called and
   * wherever it came from. Null where it is not there, or not whole.
   */
  find(source: Source, revision: string | null): Promise<KeptModel<Source> | null>;
  /** The kept files, to read a model from. */
  files(kept: KeptModel<Source>): Promise<ModelFiles>;
  /** Every model, and what is left of downloads that were broken off. */
  list(): Promise<readonly KeptModel<Source>[]>;
  /** Deletes what `key` names, but for files that another model has too. @returns bytes that were freed */
  remove(key: string): Promise<number>;
  /** Bytes of a file that is kept whole; null where it is not. */
  keptSize(listing: Listing<Source>, file: ListedFile): Promise<number | null>;
  /** Works on one file alone among all tabs or processes, after any that are at it. */
  alone<Result>(
    listing: Listing<Source>,
    file: ListedFile,
    net: Waiting,
    work: () => Promise<Result>,
  ): Promise<Result>;
  openPart(listing: Listing<Source>, file: ListedFile): Promise<Part>;
  /** Makes a model of kept files. */
  keep(listing: Listing<Source>, chosen: Chosen): Promise<KeptModel<Source>>;
  /** Throws SourceError where so many bytes more will not go in. */
  checkRoom(bytes: number): Promise<void>;
}

/** Who waits, and hears why. */
export interface Waiting {
  readonly signal?: AbortSignal | undefined;
  readonly onWait?: (reason: string) => void;
}
