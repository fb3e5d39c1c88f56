import type { Experiment } from '../experiment/schema.ts';
import { withDrafts } from '../lab/speculation/with-drafts.ts';
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
  /** Apart, so that a model beside another does not take its place. */
  readonly #beside: ModelCache;
  /** Models that draft, by name. */
  readonly #drafts = new Map<string, ModelCache>();

  /** `hostBytes`: memory of this machine, as far as it is known. */
  constructor(userAgent: string, hostBytes?: number, shelf: Shelf<KeptSource> = new OpfsShelf()) {
    this.userAgent = userAgent;
    this.shelf = shelf;
    this.tokenizers = new TokenizerCache({ shelf, own: this.own });
    this.#models = new ModelCache({ shelf, own: this.own });
    this.#beside = new ModelCache({ shelf, own: this.own });
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
    return await loadFrom(this.#models, modelsUrl, choice, { signal, tell });
  }

  /** The same of models that ship with the lab or are random, beside another one, by name. */
  async loadBeside(
    modelsUrl: string,
    names: readonly string[],
    work: Work<LoadingNews>,
  ): Promise<ReadonlyMap<string, LoadedModel>> {
    const models = new Map<string, LoadedModel>();
    for (const name of names) models.set(name, await loadFrom(this.#beside, modelsUrl, { name }, work));
    return models;
  }

  /** The model of an experiment, with those that its arms draft by, which ship with the lab or are random. Throws as `load`. */
  async loadFor(
    modelsUrl: string,
    { model: choice, arms }: Pick<Experiment, 'model'> & { readonly arms: Parameters<typeof withDrafts>[1] },
    work: Work<LoadingNews>,
  ): Promise<LoadedModel> {
    const model = await this.load(modelsUrl, choice, work);
    return await withDrafts(model, arms, async (name) => {
      const known = this.#drafts.get(name) ?? new ModelCache({ shelf: this.shelf, own: this.own });
      this.#drafts.set(name, known);
      const drafting = await known.load(modelsUrl, { name }, () => undefined, work.signal);
      work.signal.throwIfAborted();
      return drafting;
    });
  }
}

async function loadFrom(
  models: ModelCache,
  modelsUrl: string,
  choice: ModelChoice,
  { signal, tell }: Work<LoadingNews>,
): Promise<LoadedModel> {
  tell({ type: 'loading', loaded: 0, total: null });
  const onBytes = (loaded: number, total: number | null) => tell({ type: 'loading', loaded, total });
  const model = await models.load(modelsUrl, choice, onBytes, signal);
  signal.throwIfAborted();
  return model;
}
