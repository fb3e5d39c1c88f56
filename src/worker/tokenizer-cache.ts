import type { ModelConfig } from '../model/model-config.ts';
import { randomConfig, randomNameOf } from '../model/random-hash.ts';
import { randomTokenizer } from '../model/random-tokenizer.ts';
import { placeTokenizer } from '../model/sources/load-place.ts';
import type { TextCodec } from '../model/tokenizer.ts';
import { choiceKey, type ModelChoice, type Places, placeOf } from './model-choice.ts';

export interface NamedTokenizer {
  readonly config: ModelConfig;
  readonly tokenizer: TextCodec;
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
  if (place !== null) return await placeTokenizer(place);
  const config = randomConfig(randomNameOf(choice.name));
  return { config, tokenizer: randomTokenizer(config, choice.name) };
}
