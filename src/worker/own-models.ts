import { asksForRandom } from '../experiment/model-name.ts';
import { SHIPPED } from '../model/shapes.ts';
import type { ModelPlace } from '../model/sources/load-place.ts';
import type { OwnModel } from '../model/sources/own-files.ts';

/** Models of a visitor's own files, for as long as the page is open: they stay where they are, and none is copied. */
export class OwnModels {
  readonly #places = new Map<string, ModelPlace>();

  /** @returns the name that an experiment calls it by; no two of a visit share one, nor any with a model that ships. */
  take({ name: wanted, files, chosen }: OwnModel): string {
    let name = wanted;
    for (let count = 2; this.#isTaken(name); count++) name = `${wanted.slice(0, 58)}-${count}`;
    this.#places.set(name, { name, files, gguf: chosen.gguf });
    return name;
  }

  find(name: string): ModelPlace | null {
    return this.#places.get(name) ?? null;
  }

  #isTaken(name: string): boolean {
    return this.#places.has(name) || asksForRandom(name) || SHIPPED.some((each) => each === name);
  }
}
