import { asksForRandom } from '../experiment/model-name.ts';
import { type LoadedModel, loadModel } from '../model/load.ts';
import type { ModelFiles, OnBytes } from '../model/model-files.ts';
import { randomModel } from '../model/random-model.ts';
import { loadPlace } from '../model/sources/load-place.ts';
import { modelPlace } from './here.node.ts';

/** A model by its name or place, or its files. */
export type ModelWanted = string | { readonly name: string; readonly files: ModelFiles };

/** Reads a model as `openLab` names it. Throws ModelError. */
export async function readModel(model: ModelWanted, onBytes?: OnBytes): Promise<LoadedModel> {
  const options = onBytes ? { onProgress: onBytes } : {};
  if (typeof model !== 'string') return await loadModel(model.files, model.name, options);
  return asksForRandom(model) ? randomModel(model) : await loadPlace(await modelPlace(model), options);
}
