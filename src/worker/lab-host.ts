import type { LoadedModel } from '../model/load.ts';
import { EngineHost } from './engine-host.ts';
import { LatestRun } from './latest-run.ts';
import type { Work } from './method.ts';
import { ModelCache } from './model-cache.ts';
import type { LoadingNews } from './news.ts';
import { TokenizerCache } from './tokenizer-cache.ts';

/** What the lab's methods share: one model, one engine, the latest run with its logits. */
export class LabHost {
  readonly engines: EngineHost;
  readonly latest = new LatestRun();
  readonly tokenizers = new TokenizerCache();
  /** The browser's name for itself, which certificates and benches carry. */
  readonly userAgent: string;
  readonly #models = new ModelCache();

  /** `hostBytes`: memory of this machine, as far as it is known. */
  constructor(userAgent: string, hostBytes?: number) {
    this.userAgent = userAgent;
    this.engines = new EngineHost(hostBytes);
  }

  /**
   * A model of the folder at `modelsUrl`, which ends in a slash. Throws ModelError where a file cannot be read or used, and the
   * signal's reason.
   */
  async load(modelsUrl: string, name: string, { signal, tell }: Work<LoadingNews>): Promise<LoadedModel> {
    tell({ type: 'loading', loaded: 0, total: null });
    const onBytes = (loaded: number, total: number | null) => tell({ type: 'loading', loaded, total });
    const model = await this.#models.load(modelsUrl, name, onBytes, signal);
    signal.throwIfAborted();
    return model;
  }
}
