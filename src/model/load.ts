import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex } from '@noble/hashes/utils.js';
import type { Checkpoint, LayerTensors, StoredTensor } from './checkpoint.ts';
import { type ModelConfig, parseConfig } from './config.ts';
import { MissingFileError, ModelError, shown } from './model-error.ts';
import { parseSafetensors } from './safetensors.ts';
import { HEAD_NAME, type TensorSlot, tensorLayout, tensorSlots } from './tensor-layout.ts';
import { createIdCodec, createTokenizer, type TextCodec } from './tokenizer.ts';

/** Bytes of a file read so far, and of all of it where the source says. */
export type OnBytes = (loaded: number, total: number | null) => void;

/** A model's folder in Hugging Face layout, wherever it is. */
export interface ModelFiles {
  /** The whole of one file. Throws ModelError naming the file and its place where it cannot be read. */
  read(name: string, onBytes?: OnBytes): Promise<Uint8Array>;
}

export interface LoadedModel {
  readonly name: string;
  readonly checkpoint: Checkpoint;
  readonly tokenizer: TextCodec;
}

export interface LoadOptions {
  readonly onProgress?: OnBytes;
  /** False where only token ids are fed: a missing or unfitting tokenizer then shows tokens as ids. Default true. */
  readonly needsText?: boolean;
}

/** Reads config, tokenizer and weights, in this order: a small file that is wrong is refused before the large one is read. */
export async function loadModel(
  files: ModelFiles,
  name: string,
  options: LoadOptions = {},
): Promise<LoadedModel> {
  const config = await readConfig(files, name);
  const tokenizer = await readTokenizer(files, name, config, options.needsText ?? true);
  return { name, checkpoint: await readWeights(files, name, config, options.onProgress), tokenizer };
}

async function readTokenizer(
  files: ModelFiles,
  name: string,
  config: ModelConfig,
  needed: boolean,
): Promise<TextCodec> {
  try {
    const tokenizerJson = await readJson(files, name, 'tokenizer.json');
    // Old and hand-made checkpoints come without it; everything it may say has a default.
    const settings = await readJson(files, name, 'tokenizer_config.json').catch((error: unknown) => {
      if (error instanceof MissingFileError) return {};
      throw error;
    });
    return createTokenizer(tokenizerJson, settings, config, name);
  } catch (error) {
    if (needed || !(error instanceof ModelError)) throw error;
    return createIdCodec(error);
  }
}

/** Reads config and weights; `onProgress` hears of model.safetensors. Throws ModelError with the reason. */
export async function loadCheckpoint(
  files: ModelFiles,
  onProgress?: OnBytes,
  name = 'model',
): Promise<Checkpoint> {
  return readWeights(files, name, await readConfig(files, name), onProgress);
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
  if (missing.length > 0) throw new ModelError(where, `expected ${listed(missing)}, found no such tensors`);
  if (unknown.length > 0)
    throw new ModelError(where, `expected no tensors beside the model's own, found ${listed(unknown)}`);

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

/** `sha256:` + hex digest. In script rather than by `crypto.subtle`, which pages outside a secure context lack. */
export function hashBytes(bytes: Uint8Array): string {
  return `sha256:${bytesToHex(sha256(bytes))}`;
}

async function readConfig(files: ModelFiles, name: string): Promise<ModelConfig> {
  return parseConfig(await readJson(files, name, 'config.json'), `${name}/config.json`);
}

async function readWeights(
  files: ModelFiles,
  name: string,
  config: ModelConfig,
  onProgress: OnBytes | undefined,
): Promise<Checkpoint> {
  const where = `${name}/model.safetensors`;
  const bytes = await files.read('model.safetensors', onProgress);
  const tensors = parseSafetensors(bytes, where);
  return assembleCheckpoint(config, tensors, hashBytes(bytes), where);
}

async function readJson(files: ModelFiles, name: string, file: string): Promise<unknown> {
  const bytes = await files.read(file);
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch (cause) {
    throw new ModelError(`${name}/${file}`, 'expected JSON in UTF-8, found something else', { cause });
  }
}

function sameShape(a: readonly number[], b: readonly number[]): boolean {
  return a.length === b.length && a.every((size, axis) => size === b[axis]);
}

function listed(names: readonly string[]): string {
  const first = names.slice(0, 5).map(shown).join(', ');
  return names.length > 5 ? `${first} and ${names.length - 5} more` : first;
}
