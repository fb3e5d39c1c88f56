import type { Checkpoint } from '../model/checkpoint.ts';
import type { AdapterArithmetic } from '../numerics/adapter-arithmetic.ts';
import type { PortableVerdict } from '../numerics/portable/verdict.ts';
import type { AdapterReport, Engine, EngineKind, EngineModel } from '../steps/engine.ts';

/** A model that an engine can free. */
export interface OwnedModel extends EngineModel {
  destroy(): void;
}

/** What all engines do alike: keep the models that are loaded, each once. */
export abstract class ModelEngine<Model extends OwnedModel> implements Engine {
  abstract readonly kind: EngineKind;
  abstract readonly adapter: AdapterReport;
  readonly #models = new Map<Checkpoint, Model>();

  protected abstract create(checkpoint: Checkpoint): Model;
  abstract probeArithmetic(): Promise<AdapterArithmetic>;
  abstract probePortable(): Promise<PortableVerdict | null>;

  load(checkpoint: Checkpoint): Model {
    const model = this.#models.get(checkpoint) ?? this.create(checkpoint);
    this.#models.set(checkpoint, model);
    return model;
  }

  unload(checkpoint: Checkpoint): void {
    this.#models.get(checkpoint)?.destroy();
    this.#models.delete(checkpoint);
  }

  destroy(): void {
    for (const checkpoint of [...this.#models.keys()]) this.unload(checkpoint);
  }
}
