import type { EndToken } from '../end-tokens.ts';
import type { ModelConfig } from '../model-config.ts';
import { ModelError } from '../model-error.ts';
import { createIdCodec, createTokenizer, type TextCodec } from '../tokenizer.ts';
import { readConfig } from './config.ts';
import { anyNumbers } from './numbers.ts';
import type { JoinedHeader } from './parts.ts';
import { endTokensOf, readTokenizer } from './tokenizer.ts';

/** What is made of the header alone. */
export interface Start {
  readonly config: ModelConfig;
  readonly tokenizer: TextCodec;
  readonly endTokens: readonly EndToken[];
  readonly notes: readonly string[];
}

/** Throws ModelError where the header tells of no model, or, if `needsText`, of no tokenizer that is known. */
export function startOf(header: JoinedHeader, where: string, needsText: boolean): Start {
  const notes: string[] = [];
  // Divisors lie in the data, which is not there yet: any will do to check the rest.
  const { config: own } = readConfig(header, (tensor) => anyNumbers(header, tensor, where), where, notes);
  const endTokens = endTokensOf(header.metadata, own.vocabSize, where, notes);
  const config = { ...own, eosTokens: endTokens.map(({ token }) => token) };
  return { config, tokenizer: tokenizerOf(header, config, where, needsText, notes), endTokens, notes };
}

function tokenizerOf(
  header: JoinedHeader,
  config: ModelConfig,
  where: string,
  needed: boolean,
  notes: string[],
): TextCodec {
  try {
    const { json, settings } = readTokenizer(header.metadata, where, notes);
    return createTokenizer(json, settings, config, where);
  } catch (error) {
    if (needed || !(error instanceof ModelError)) throw error;
    return createIdCodec(error);
  }
}
