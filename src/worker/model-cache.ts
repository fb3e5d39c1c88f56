import type { LoadedModel } from '../model/load.ts';
import type { OnBytes } from '../model/model-files.ts';
import { randomModel } from '../model/random-model.ts';
import { loadPlace } from '../model/sources/load-place.ts';
import { choiceKey, type ModelChoice, type Places, placeOf } from './model-choice.ts';

/** The latest model, loaded once. */
export class ModelCache {
  readonly #places: Places;
  #key: string | null = null;
  #model: Promise<LoadedModel> | null = null;

  constructor(places: Places) {
    this.#places = places;
  }

  /**
   * Throws ModelError, and tries again next time, where a file cannot be read or used, and the signal's reason where aborted:
   * the download then stops. One load at a time.
   */
  load(
    modelsUrl: string,
    choice: ModelChoice,
    onProgress: OnBytes,
    signal: AbortSignal,
  ): Promise<LoadedModel> {
    const key = choiceKey(modelsUrl, choice);
    if (this.#model && this.#key === key) return this.#model;
    const model = loaded(choice, { ...this.#places, modelsUrl, signal }, onProgress);
    this.#key = key;
    this.#model = model;
    model.catch(() => {
      if (this.#model === model) this.#model = null;
    });
    return model;
  }
}

/** What is wrong with a name is told as what is wrong with a file. */
async function loaded(
  choice: ModelChoice,
  from: Parameters<typeof placeOf>[1],
  onProgress: OnBytes,
): Promise<LoadedModel> {
  const place = await placeOf(choice, from);
  return place === null ? randomModel(choice.name) : await loadPlace(place, { onProgress });
}
