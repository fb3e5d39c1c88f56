import type { ModelSource } from '../../experiment/model-source.ts';
import type { Digest } from '../hasher.ts';

/** A file as its host lists it. */
export interface ListedFile {
  /** In the repository or folder, with forward slashes. */
  readonly path: string;
  readonly url: string;
  /** Bytes; null where the host does not say. */
  readonly size: number | null;
  /** Null where the host does not say. */
  readonly digest: Digest | null;
  /** What tells two states of the file apart where there is no digest: an ETag or a date; null where the host shows neither. */
  readonly version: string | null;
}

/** What a source holds, without any of its weights. */
export interface Listing {
  /** As it is called now: a repository may have been renamed. */
  readonly source: ModelSource;
  /** Host, and port where it is no default one, that the files are asked of. */
  readonly host: string;
  /** Of a hub: the commit. */
  readonly revision: string | null;
  /** The branch, tag or commit that was asked for. */
  readonly asked: string | null;
  readonly files: readonly ListedFile[];
}

/** The files of a listing that a model is read from. */
export interface Chosen {
  readonly files: readonly ListedFile[];
  /** Paths of those with weights, in order of name. */
  readonly weights: readonly string[];
  /** The GGUF file that the model is; null: a checkpoint in safetensors. */
  readonly gguf: string | null;
  /** Of all files; null where the host does not say of each. */
  readonly bytes: number | null;
  /** As the loaded model's hash will be; null where it is not known before the weights are read. */
  readonly hash: string | null;
}
