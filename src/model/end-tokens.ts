import { z } from 'zod';
import { tokensOf } from './config.ts';
import { endTokenField } from './config-fields.ts';
import type { ModelConfig } from './model-config.ts';
import { listed, parseField } from './model-error.ts';

/** A token that ends a request. */
export interface EndToken {
  readonly token: number;
  /** The files that name it. */
  readonly from: readonly string[];
}

const FILE = 'generation_config.json';
const schema = z.object({ eos_token_id: endTokenField }, 'an object');

/** The end tokens of a `generation_config.json`; its other fields are settings of sampling, which an experiment brings itself. */
export function parseGenerationConfig(
  json: unknown,
  { vocabSize }: ModelConfig,
  where: string,
  notes: string[],
): number[] {
  const { eos_token_id } = parseField(schema, json, where);
  return tokensOf(eos_token_id, vocabSize, `${FILE}: eos_token_id`, notes);
}

/**
 * The config's end tokens and those of the generation config, each once: any of them ends a request, as in vLLM. Adds to `notes`
 * where tools that go by the generation config alone would run past one.
 */
export function endTokens(
  { eosTokens }: ModelConfig,
  generation: readonly number[],
  notes: string[],
): EndToken[] {
  const only = eosTokens.filter((token) => !generation.includes(token));
  if (generation.length > 0 && only.length > 0)
    notes.push(
      `config.json says eos_token_id ${listed(only)}, ${FILE} ${listed(generation)}: each ends a request`,
    );
  const tokens = [...new Set([...eosTokens, ...generation])];
  return tokens.map((token) => {
    const own = eosTokens.includes(token) ? ['config.json'] : [];
    return { token, from: generation.includes(token) ? [...own, FILE] : own };
  });
}
