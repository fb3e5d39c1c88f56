import type { Checkpoint } from '../model/checkpoint.ts';
import type { ModelConfig } from '../model/model-config.ts';
import { randomConfig, randomNameOf } from '../model/random-hash.ts';
import { randomTokenizer } from '../model/random-tokenizer.ts';
import { placeTokenizer, placeWeights } from '../model/sources/load-place.ts';
import type { TextCodec } from '../model/tokenizer.ts';
import { choiceKey, type ModelChoice, type Places, placeOf } from './model-choice.ts';

export interface NamedTokenizer {
  readonly config: ModelConfig;
  readonly tokenizer: TextCodec;
  /** What its files say of its weights, without reading them; null: all of them bf16, as in models that ship or are random. Throws ModelError. */
  readonly weights: () => Promise<Checkpoint | null>;
}

/** The latest model's config and tokenizer, without its weights. */
export class TokenizerCache {
  readonly #places: Places;
  #key: string | null = null;
  #tokenizer: Promise<NamedTokenizer> | null = null;

  constructor(places: Places) {
    this.#places = places;
  }

  /** Throws ModelError, and tries again next time. */
  load(modelsUrl: string, choice: ModelChoice): Promise<NamedTokenizer> {
    const key = choiceKey(modelsUrl, choice);
    if (this.#tokenizer && this.#key === key) return this.#tokenizer;
    const loading = tokenizerOf(modelsUrl, choice, this.#places);
    this.#key = key;
    this.#tokenizer = loading;
    loading.catch(() => {
      if (this.#tokenizer === loading) this.#tokenizer = null;
    });
    return loading;
  }
}

async function tokenizerOf(modelsUrl: string, choice: ModelChoice, places: Places): Promise<NamedTokenizer> {
  const place = await placeOf(choice, { ...places, modelsUrl });
  if (place === null) {
    const config = randomConfig(randomNameOf(choice.name));
    return { config, tokenizer: randomTokenizer(config, choice.name), weights: () => Promise.resolve(null) };
  }
  const named = await placeTokenizer(place);
  let weights: Promise<Checkpoint | null> | null = null;
  return { ...named, weights: () => (weights ??= placeWeights(place, named.config)) };
}
