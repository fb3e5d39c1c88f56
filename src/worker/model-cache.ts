import { httpModelFiles } from '../model/files-http.ts';
import { type LoadedModel, loadModel } from '../model/load.ts';
import type { OnBytes } from '../model/model-files.ts';

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
    const model = loadModel(httpModelFiles(url, signal), name, { onProgress });
    this.#url = url;
    this.#model = model;
    model.catch(() => {
      if (this.#model === model) this.#model = null;
    });
    return model;
  }
}
