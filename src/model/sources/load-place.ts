import { type LoadedModel, type LoadOptions, loadModel } from '../load.ts';
import { ModelError } from '../model-error.ts';
import type { ModelFiles } from '../model-files.ts';

/** Files that a model is read from: a checkpoint's folder, or one GGUF file of it. */
export interface ModelPlace {
  readonly name: string;
  readonly files: ModelFiles;
  /** The path of the GGUF file that is meant; null: the checkpoint. */
  readonly gguf: string | null;
}

/** Reads a model from where it is kept. Throws ModelError. */
export async function loadPlace(
  { name, files, gguf }: ModelPlace,
  options: LoadOptions = {},
): Promise<LoadedModel> {
  if (gguf !== null)
    throw new ModelError(
      gguf,
      'expected a checkpoint in safetensors, found a GGUF file, which llama.cpp reads: take the checkpoint that it was made from',
    );
  return await loadModel(files, name, options);
}
