import { asksForRandom } from '../experiment/model-name.ts';
import { SHIPPED } from '../model/shapes.ts';
import type { HashedModel } from '../model/sources/hash-own.ts';
import type { ModelPlace } from '../model/sources/load-place.ts';
import type { OwnModel } from '../model/sources/own-files.ts';
import { SourceError } from '../model/sources/source-error.ts';

/** Models of a visitor's own files, for as long as the page is open: they stay where they are, and none is copied unasked. */
export class OwnModels {
  readonly #models = new Map<string, OwnModel>();
  readonly #hashed = new Map<string, HashedModel>();

  /** @returns the name that an experiment calls it by; no two of a visit share one, nor any with a model that ships. */
  take(model: OwnModel): string {
    let { name } = model;
    for (let count = 2; this.#isTaken(name); count++) name = `${model.name.slice(0, 58)}-${count}`;
    this.#models.set(name, { ...model, name, listing: { ...model.listing, source: { kind: 'own', name } } });
    return name;
  }

  /** The model that was taken under a name. Throws SourceError where none was. */
  taken(name: string): OwnModel {
    const model = this.#models.get(name);
    if (model) return model;
    throw new SourceError(
      'missing',
      name,
      'expected a model of files that were dropped or chosen, found none',
    );
  }

  /** What is known of its hash from now on. */
  hashed(model: HashedModel): void {
    this.#hashed.set(model.hash, model);
  }

  /** The files of that hash, whatever they are called; null where none were hashed. */
  byHash(hash: string): HashedModel | null {
    return this.#hashed.get(hash) ?? null;
  }

  #isTaken(name: string): boolean {
    return this.#models.has(name) || asksForRandom(name) || SHIPPED.some((each) => each === name);
  }
}

/** Where a model's files are read. */
export function placeOfOwn({ name, files, chosen }: OwnModel): ModelPlace {
  return { name, files, gguf: chosen.gguf };
}
