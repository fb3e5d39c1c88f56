import type { Checkpoint } from '../checkpoint.ts';
import { ggufModels, onlyFile } from '../gguf-file.ts';
import { type LoadedModel, type LoadOptions, loadModel, loadTokenizer } from '../load.ts';
import type { ModelConfig } from '../model-config.ts';
import type { ModelFiles } from '../model-files.ts';
import { readWeightHeaders } from '../weight-headers.ts';
import type { KeptModel } from './shelf.ts';

/** Files that a model is read from: a checkpoint's folder, or one GGUF file of it, which may be in parts. */
export interface ModelPlace {
  readonly name: string;
  readonly files: ModelFiles;
  /** The path of the GGUF file that is meant, or of its first part; null: the checkpoint. */
  readonly gguf: string | null;
}

/** Reads a model from where it is kept. Throws ModelError. */
export async function loadPlace(place: ModelPlace, options: LoadOptions = {}): Promise<LoadedModel> {
  return await loadModel(filesOf(place), place.name, options);
}

/** Reads its config and tokenizer alone. Throws ModelError. */
export async function placeTokenizer(place: ModelPlace): ReturnType<typeof loadTokenizer> {
  return await loadTokenizer(filesOf(place), place.name);
}

/** Its weights by their files' headers; null where those are asked of a host, which gives no part of a file. Throws ModelError. */
export async function placeWeights(place: ModelPlace, config: ModelConfig): Promise<Checkpoint | null> {
  if (place.files.names === undefined) return null;
  return await readWeightHeaders(filesOf(place), place.name, config);
}

/** The GGUF file that a kept model is, or its first part; null: a checkpoint. */
export function ggufOf({ files }: Pick<KeptModel, 'files'>): string | null {
  return ggufModels(files.map(({ path }) => path))[0] ?? null;
}

/** Its files, or the one GGUF file among them as if there were no other. */
export function filesOf({ files, gguf }: ModelPlace): ModelFiles {
  return gguf === null ? files : onlyFile(files, gguf);
}
