import { httpModelFiles } from '../model/files-http.ts';
import { type LoadedModel, loadModel, type OnBytes } from '../model/load.ts';

/**
 * The latest model, loaded once. A load that a cancelled run no longer waits for goes on, and the next run takes it up.
 */
export class ModelCache {
  #url: string | null = null;
  #model: Promise<LoadedModel> | null = null;
  #onBytes: OnBytes | null = null;

  /** Throws ModelError, and tries again next time, where a file cannot be read or used. */
  load(modelsUrl: string, name: string, onBytes: OnBytes): Promise<LoadedModel> {
    const url = `${modelsUrl}${name}`;
    this.#onBytes = onBytes;
    if (this.#model && this.#url === url) return this.#model;
    const onProgress: OnBytes = (loaded, total) => {
      if (this.#model === model) this.#onBytes?.(loaded, total);
    };
    const model = loadModel(httpModelFiles(url), name, { onProgress });
    this.#url = url;
    this.#model = model;
    model.catch(() => {
      if (this.#model === model) this.#model = null;
    });
    return model;
  }
}
