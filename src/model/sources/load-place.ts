import { type LoadedModel, type LoadOptions, loadModel, loadTokenizer } from '../load.ts';
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
export async function loadPlace(place: ModelPlace, options: LoadOptions = {}): Promise<LoadedModel> {
  refuseGguf(place);
  return await loadModel(place.files, place.name, options);
}

/** Reads its config and tokenizer alone. Throws ModelError. */
export async function placeTokenizer(place: ModelPlace): ReturnType<typeof loadTokenizer> {
  refuseGguf(place);
  return await loadTokenizer(place.files, place.name);
}

function refuseGguf({ gguf }: ModelPlace): void {
  if (gguf === null) return;
  const advice = 'which llama.cpp reads: take the checkpoint that it was made from';
  throw new ModelError(gguf, `expected a checkpoint in safetensors, found a GGUF file, ${advice}`);
}
