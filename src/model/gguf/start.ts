import type { ModelConfig } from '../model-config.ts';
import { ModelError, shown } from '../model-error.ts';
import { createIdCodec, createTokenizer, type TextCodec } from '../tokenizer.ts';
import { readConfig } from './config.ts';
import type { GgufHeader, GgufTensor } from './header.ts';
import { LONG_DIVISORS } from './tensor-names.ts';
import { readTokenizer } from './tokenizer.ts';

/** Of small tensors that are read with the config: one divisor for each pair of a head. */
const MOST_NUMBERS = 8_192;

/** A file whose name is the model's stands for itself. */
export function placeOf(name: string, path: string): string {
  return path.replace(/\.gguf$/i, '') === name ? path : `${name}/${path}`;
}

/** What is made of the header alone. */
export interface Start {
  readonly config: ModelConfig;
  readonly tokenizer: TextCodec;
  readonly notes: readonly string[];
}

/** Throws ModelError where the header tells of no model, or, if `needsText`, of no tokenizer that is known. */
export function startOf(header: GgufHeader, where: string, needsText: boolean): Start {
  const notes: string[] = [];
  // Divisors lie in the data, which is not there yet: any will do to check the rest.
  const { config } = readConfig(header, (tensor) => anyNumbers(header, tensor, where), where, notes);
  return { config, tokenizer: tokenizerOf(header, config, where, needsText, notes), notes };
}

function tokenizerOf(
  header: GgufHeader,
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

/** A tensor that is read with the config; null where there is none. */
export function smallTensor(header: GgufHeader, name: string, where: string): GgufTensor | null {
  const tensor = header.tensors.find((each) => each.name === name);
  if (!tensor) return null;
  if (tensor.type === 'F32' && tensor.shape.length === 1 && tensor.shape[0] <= MOST_NUMBERS) return tensor;
  const found = `${tensor.type} [${tensor.shape.join(', ')}]`;
  throw new ModelError(
    `${where}: tensor ${shown(name)}`,
    `expected at most ${MOST_NUMBERS} numbers in F32, found ${found}`,
  );
}

function anyNumbers(header: GgufHeader, name: string, where: string): number[] | null {
  const tensor = smallTensor(header, name, where);
  // Those past the original positions are others in nearly every file.
  return tensor && Array.from({ length: tensor.shape[0] }, () => (name === LONG_DIVISORS ? 2 : 1));
}
