import type { LoadedModel } from '../model/load.ts';
import type { KeptSource } from '../model/sources/kept-source.ts';
import type { Shelf } from '../model/sources/shelf.ts';
import { OpfsShelf } from '../model/sources/shelf-opfs.ts';
import { EngineHost } from './engine-host.ts';
import { LatestRun } from './latest-run.ts';
import type { Work } from './method.ts';
import { ModelCache } from './model-cache.ts';
import type { ModelChoice } from './model-choice.ts';
import type { LoadingNews } from './news.ts';
import { OwnModels } from './own-models.ts';
import { TokenizerCache } from './tokenizer-cache.ts';

/** What the lab's methods share: one model, one engine, the latest run with its logits. */
export class LabHost {
  readonly engines: EngineHost;
  readonly latest = new LatestRun();
  readonly tokenizers: TokenizerCache;
  /** The browser's name for itself, which certificates and benches carry. */
  readonly userAgent: string;
  /** Where models from elsewhere are kept. */
  readonly shelf: Shelf<KeptSource>;
  /** Models of the visitor's own files. */
  readonly own = new OwnModels();
  readonly #models: ModelCache;

  /** `hostBytes`: memory of this machine, as far as it is known. */
  constructor(userAgent: string, hostBytes?: number, shelf: Shelf<KeptSource> = new OpfsShelf()) {
    this.userAgent = userAgent;
    this.shelf = shelf;
    this.tokenizers = new TokenizerCache({ shelf, own: this.own });
    this.#models = new ModelCache({ shelf, own: this.own });
    this.engines = new EngineHost(hostBytes);
  }

  /**
   * A model of the folder at `modelsUrl`, which ends in a slash, or one from elsewhere that is kept: nothing is fetched from another host.
   * Throws ModelError where a file cannot be read or used, and the signal's reason.
   */
  async load(
    modelsUrl: string,
    choice: ModelChoice,
    { signal, tell }: Work<LoadingNews>,
  ): Promise<LoadedModel> {
    tell({ type: 'loading', loaded: 0, total: null });
    const onBytes = (loaded: number, total: number | null) => tell({ type: 'loading', loaded, total });
    const model = await this.#models.load(modelsUrl, choice, onBytes, signal);
    signal.throwIfAborted();
    return model;
  }
}
