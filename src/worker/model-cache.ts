import { asksForRandom } from '../experiment/model-name.ts';
import { httpModelFiles } from '../model/files-http.ts';
import { type LoadedModel, loadModel } from '../model/load.ts';
import type { OnBytes } from '../model/model-files.ts';
import { randomModel } from '../model/random-model.ts';

/** The latest model, loaded once. */
export class ModelCache {
  #url: string | null = null;
  #model: Promise<LoadedModel> | null = null;

  /**
   * Throws ModelError, and tries again next time, where a file cannot be read or used, and the signal's reason where aborted:
   * the download then stops. One load at a time.
   */
  load(modelsUrl: string, name: string, onProgress: OnBytes, signal: AbortSignal): Promise<LoadedModel> {
    const url = `${modelsUrl}${name}`;
    if (this.#model && this.#url === url) return this.#model;
    const model = asksForRandom(name)
      ? generated(name)
      : loadModel(httpModelFiles(url, signal), name, { onProgress });
    this.#url = url;
    this.#model = model;
    model.catch(() => {
      if (this.#model === model) this.#model = null;
    });
    return model;
  }
}

/** What is wrong with a name is told as what is wrong with a file. */
function generated(name: string): Promise<LoadedModel> {
  return new Promise((resolve) => resolve(randomModel(name)));
}
