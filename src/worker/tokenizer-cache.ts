import { asksForRandom } from '../experiment/model-name.ts';
import { httpModelFiles } from '../model/files-http.ts';
import { loadTokenizer } from '../model/load.ts';
import type { ModelConfig } from '../model/model-config.ts';
import { randomConfig, randomNameOf } from '../model/random-hash.ts';
import { randomTokenizer } from '../model/random-tokenizer.ts';
import type { TextCodec } from '../model/tokenizer.ts';

export interface NamedTokenizer {
  readonly config: ModelConfig;
  readonly tokenizer: TextCodec;
}

/** The latest model's config and tokenizer, without its weights. */
export class TokenizerCache {
  #url: string | null = null;
  #tokenizer: Promise<NamedTokenizer> | null = null;

  /** Throws ModelError, and tries again next time. */
  load(modelsUrl: string, name: string): Promise<NamedTokenizer> {
    const url = `${modelsUrl}${name}`;
    if (this.#tokenizer && this.#url === url) return this.#tokenizer;
    const loading = tokenizerOf(url, name);
    this.#url = url;
    this.#tokenizer = loading;
    loading.catch(() => {
      if (this.#tokenizer === loading) this.#tokenizer = null;
    });
    return loading;
  }
}

async function tokenizerOf(url: string, name: string): Promise<NamedTokenizer> {
  if (!asksForRandom(name)) return await loadTokenizer(httpModelFiles(url), name);
  const config = randomConfig(randomNameOf(name));
  return { config, tokenizer: randomTokenizer(config, name) };
}
