import { totalmem } from 'node:os';
import { checkHostMemory } from '../../engines/host-memory.ts';
import { modelKey } from '../../experiment/model-key.ts';
import { modelsBeside } from '../../experiment/models-beside.ts';
import type { Experiment } from '../../experiment/schema.ts';
import { withDrafts } from '../../lab/speculation/with-drafts.ts';
import type { LoadedModel } from '../../model/load.ts';
import type { Engine } from '../../steps/engine.ts';
import { modelOf, openModel, shippedModel } from '../engine.ts';

/** More are kept only while one job needs them. */
const MOST_KEPT = 3;

/** The models that a study's experiments name, each read once while jobs go on needing it. */
export class StudyModels {
  readonly #kept = new Map<string, LoadedModel>();
  readonly #used = new Set<string>();
  #engine: Engine | null = null;

  /** Whose memory models take from now on. */
  on(engine: Engine): void {
    this.#engine = engine;
  }

  /** Between two jobs: frees what the last one did not use, where there are many. */
  nextJob(): void {
    for (const [key, { checkpoint }] of this.#kept) {
      if (this.#kept.size <= MOST_KEPT) break;
      if (this.#used.has(key)) continue;
      this.#engine?.unload(checkpoint);
      this.#kept.delete(key);
    }
    this.#used.clear();
  }

  /** An experiment's model with those that its arms draft by. Throws as `openModel` does, and ModelError where memory is short. */
  async of(experiment: Experiment): Promise<LoadedModel> {
    const { model, arms } = experiment;
    const key = modelKey(model);
    const loaded = await this.#model(key, () => openModel(modelOf(experiment)));
    if (this.#engine) checkHostMemory(loaded, this.#engine, totalmem(), arms);
    return await withDrafts(loaded, arms, async (name) => ({ ...(await this.#shipped(name)), name }));
  }

  /** Models that arms run beside it, by name. */
  async beside(experiment: Experiment): Promise<ReadonlyMap<string, LoadedModel>> {
    const beside = new Map<string, LoadedModel>();
    for (const name of modelsBeside(experiment)) beside.set(name, await this.#shipped(name));
    return beside;
  }

  #shipped(name: string): Promise<LoadedModel> {
    return this.#model(modelKey({ name }), () => openModel(shippedModel(name)));
  }

  async #model(key: string, open: () => Promise<LoadedModel>): Promise<LoadedModel> {
    this.#used.add(key);
    const loaded = this.#kept.get(key) ?? (await open());
    this.#kept.set(key, loaded);
    return loaded;
  }
}
