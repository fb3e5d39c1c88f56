import type { Checkpoint, LayerTensors, StoredTensor } from './checkpoint.ts';
import { type ModelConfig, parseConfig } from './config.ts';
import { type EndToken, endTokens, parseGenerationConfig } from './end-tokens.ts';
import { listed, MissingFileError, ModelError, shown } from './model-error.ts';
import type { ModelFiles } from './model-files.ts';
import { type ModelJsonFile, readModelJson } from './model-json.ts';
import { nonFiniteNotes } from './non-finite.ts';
import { HEAD_NAME, type TensorSlot, tensorLayout, tensorSlots } from './tensor-layout.ts';
import { createIdCodec, createTokenizer, type TextCodec } from './tokenizer.ts';
import { type ReadingOptions, readWeights, type Weights } from './weights.ts';

export interface LoadedModel {
  readonly name: string;
  readonly checkpoint: Checkpoint;
  readonly tokenizer: TextCodec;
  /** The files with its weights, in order of name: `model.safetensors`, or its shards. */
  readonly weightFiles: readonly string[];
  /** Tokens that end a request, each with the files that say so. */
  readonly endTokens: readonly EndToken[];
  /** What whoever uses the model should know of it: what was passed over, and which of two values was taken. */
  readonly warnings: readonly string[];
}

export interface LoadOptions extends ReadingOptions {
  /** False where only token ids are fed: a missing or unfitting tokenizer then shows tokens as ids. Default true. */
  readonly needsText?: boolean;
}

/** Reads configs, tokenizer and weights, in this order: a small file that is wrong is refused before the large one is read. */
export async function loadModel(
  files: ModelFiles,
  name: string,
  options: LoadOptions = {},
): Promise<LoadedModel> {
  const notes: string[] = [];
  const own = await readConfig(files, name, notes);
  // Tools that generate take its end tokens beside the config's; many chat models name theirs only there.
  const generation = await readOptional(files, name, 'generation_config.json');
  const more = parseGenerationConfig(generation, own, `${name}/generation_config.json`, notes);
  const ends = endTokens(own, more, notes);
  const config = { ...own, eosTokens: ends.map(({ token }) => token) };
  const tokenizer = await readTokenizer(files, name, config, options.needsText ?? true);
  const weights = await readWeights(files, name, config, options);
  const checkpoint = assemble(config, name, weights);
  const broken = nonFiniteNotes(checkpointTensors(checkpoint));
  return {
    name,
    checkpoint,
    tokenizer,
    weightFiles: weights.files,
    endTokens: ends,
    warnings: [...notes, ...tokenizer.notes, ...broken],
  };
}

async function readTokenizer(
  files: ModelFiles,
  name: string,
  config: ModelConfig,
  needed: boolean,
): Promise<TextCodec> {
  try {
    const tokenizerJson = await readModelJson(files, name, 'tokenizer.json');
    // Old and hand-made checkpoints come without it; everything it may say has a default.
    const settings = await readOptional(files, name, 'tokenizer_config.json');
    return createTokenizer(tokenizerJson, settings, config, name);
  } catch (error) {
    if (needed || !(error instanceof ModelError)) throw error;
    return createIdCodec(error);
  }
}

/** Reads config and weights; `onProgress` hears of the files with weights. Throws ModelError with the reason. */
export async function loadCheckpoint(
  files: ModelFiles,
  options: ReadingOptions = {},
  name = 'model',
): Promise<Checkpoint> {
  const config = await readConfig(files, name);
  return assemble(config, name, await readWeights(files, name, config, options));
}

/**
 * Puts named tensors in their places. Throws ModelError unless the file holds exactly the tensors of the config with
 * their shapes: one more could be a bias, which would change the model if it were skipped.
 * Skipped by name: stored RoPE frequencies, and an output head beside a config that ties it to the embedding.
 */
export function assembleCheckpoint(
  config: ModelConfig,
  tensors: ReadonlyMap<string, StoredTensor>,
  hash: string,
  where = 'model.safetensors',
): Checkpoint {
  const layout = tensorLayout(config);
  const slots = tensorSlots(layout);
  const names = new Set(slots.map((slot) => slot.name));
  const skipped = (name: string): boolean =>
    name.endsWith('.rotary_emb.inv_freq') || (config.tiedHead && name === HEAD_NAME);
  const missing = [...names].filter((name) => !tensors.has(name));
  const unknown = [...tensors.keys()].filter((name) => !names.has(name) && !skipped(name));
  if (missing.length > 0)
    throw new ModelError(where, `expected ${listed(missing.map(shown))}, found no such tensors`);
  if (unknown.length > 0)
    throw new ModelError(
      where,
      `expected no tensors beside the model's own, found ${listed(unknown.map(shown))}`,
    );

  const take = ({ name, shape }: TensorSlot): StoredTensor => {
    const tensor = tensors.get(name)!;
    if (sameShape(tensor.shape, shape)) return tensor;
    throw new ModelError(
      `${where}: tensor ${shown(name)}`,
      `expected shape [${shape.join(', ')}] from the config, found [${tensor.shape.join(', ')}]`,
    );
  };
  const embedding = take(layout.embedding);
  return {
    config,
    embedding,
    layers: layout.layers.map(
      (layer): LayerTensors => ({
        inputNorm: take(layer.inputNorm),
        q: take(layer.q),
        k: take(layer.k),
        v: take(layer.v),
        o: take(layer.o),
        postNorm: take(layer.postNorm),
        gate: take(layer.gate),
        up: take(layer.up),
        down: take(layer.down),
      }),
    ),
    finalNorm: take(layout.finalNorm),
    head: layout.head === null ? embedding : take(layout.head),
    hash,
    parameters: slots.reduce((sum, { shape }) => sum + shape.reduce((product, size) => product * size, 1), 0),
  };
}

/** Every tensor of a checkpoint, a tied head once. */
export function checkpointTensors({ embedding, layers, finalNorm, head }: Checkpoint): StoredTensor[] {
  const inner = layers.flatMap((layer): StoredTensor[] => Object.values(layer));
  return [embedding, ...inner, finalNorm, ...(head === embedding ? [] : [head])];
}

function assemble(config: ModelConfig, name: string, { tensors, hash, files }: Weights): Checkpoint {
  const where = files.length === 1 ? files[0] : `${files[0]} and ${files.length - 1} more shards`;
  return assembleCheckpoint(config, tensors, hash, `${name}/${where}`);
}

async function readConfig(files: ModelFiles, name: string, notes: string[] = []): Promise<ModelConfig> {
  return parseConfig(await readModelJson(files, name, 'config.json'), `${name}/config.json`, notes);
}

/** An empty object in the place of a file that many checkpoints lack. */
async function readOptional(files: ModelFiles, name: string, file: ModelJsonFile): Promise<unknown> {
  return await readModelJson(files, name, file).catch((error: unknown) => {
    if (error instanceof MissingFileError) return {};
    throw error;
  });
}

function sameShape(a: readonly number[], b: readonly number[]): boolean {
  return a.length === b.length && a.every((size, axis) => size === b[axis]);
}
