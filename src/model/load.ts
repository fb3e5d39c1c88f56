import { assembleCheckpoint, checkpointTensors } from './assemble.ts';
import { withChatTemplate } from './chat/template-files.ts';
import type { Checkpoint } from './checkpoint.ts';
import { parseConfig } from './config.ts';
import { type EndToken, endTokens, parseGenerationConfig } from './end-tokens.ts';
import { ggufIn } from './gguf-file.ts';
import { tokenizerInstead } from './instead.ts';
import type { ModelConfig } from './model-config.ts';
import { MissingFileError, ModelError } from './model-error.ts';
import type { ModelFiles } from './model-files.ts';
import { type ModelJsonFile, readModelJson } from './model-json.ts';
import { nonFiniteNotes } from './non-finite.ts';
import { createIdCodec, createTokenizer, type TextCodec } from './tokenizer.ts';
import { type ReadingOptions, readWeights, type Weights } from './weights.ts';

export interface LoadedModel {
  readonly name: string;
  readonly checkpoint: Checkpoint;
  readonly tokenizer: TextCodec;
  /** The files with its weights, in order of name: `model.safetensors`, its shards, one GGUF file or its parts. */
  readonly weightFiles: readonly string[];
  /** Tokens that end a request, each with the files that say so. */
  readonly endTokens: readonly EndToken[];
  /** What whoever uses the model should know of it: what was passed over, and which of two values was taken. */
  readonly warnings: readonly string[];
  /** Models that draft tokens for it where arms speculate, by the name that those arms give. Left out: none was asked for. */
  readonly drafts?: ReadonlyMap<string, LoadedModel>;
}

export interface LoadOptions extends ReadingOptions {
  /** False where only token ids are fed: a missing or unfitting tokenizer then shows tokens as ids. Default true. */
  readonly needsText?: boolean;
}

/**
 * Reads configs, tokenizer and weights, in this order: a small file that is wrong is refused before the large one is read. A folder with one GGUF
 * file and no config is that file's model.
 */
export async function loadModel(
  files: ModelFiles,
  name: string,
  options: LoadOptions = {},
): Promise<LoadedModel> {
  const gguf = await ggufIn(files, name);
  if (gguf !== null) return await loadGguf(files, name, gguf, options);
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
  const { nonFinite } = weights;
  const broken = checkpointTensors(checkpoint).flatMap((tensor) => nonFinite.get(tensor.name) ?? []);
  return {
    name,
    checkpoint,
    tokenizer,
    weightFiles: weights.files,
    endTokens: ends,
    warnings: [...notes, ...tokenizer.notes, ...nonFiniteNotes(broken)],
  };
}

/** Its reader is fetched when a page first needs it. */
async function loadGguf(
  files: ModelFiles,
  name: string,
  file: string,
  { onProgress, needsText = true }: LoadOptions,
): Promise<LoadedModel> {
  const { readGguf } = await import('./gguf/read-gguf.ts');
  const model = await readGguf(files, name, file, { onProgress, needsText });
  const { checkpoint, tokenizer, endTokens, weightFiles, notes, nonFinite } = model;
  return {
    ...{ name, checkpoint, tokenizer, endTokens, weightFiles },
    warnings: [...notes, ...nonFiniteNotes(nonFinite)],
  };
}

async function readTokenizer(
  files: ModelFiles,
  name: string,
  config: ModelConfig,
  needed: boolean,
): Promise<TextCodec> {
  try {
    const tokenizerJson = await readModelJson(files, name, 'tokenizer.json').catch(async (error: unknown) => {
      throw error instanceof MissingFileError ? await tokenizerInstead(files, error) : error;
    });
    // Old and hand-made checkpoints come without it; everything it may say has a default.
    const own = await readOptional(files, name, 'tokenizer_config.json');
    const settings = await withChatTemplate(files, name, own);
    return createTokenizer(tokenizerJson, settings, config, name);
  } catch (error) {
    if (needed || !(error instanceof ModelError)) throw error;
    return createIdCodec(error);
  }
}

/** Reads config and tokenizer alone, a few kilobytes of a model's files: enough to count tokens. Throws ModelError. */
export async function loadTokenizer(
  files: ModelFiles,
  name: string,
): Promise<{ readonly config: ModelConfig; readonly tokenizer: TextCodec }> {
  const gguf = await ggufIn(files, name);
  if (gguf !== null) return await (await import('./gguf/describe.ts')).readGgufTokenizer(files, name, gguf);
  const config = await readConfig(files, name);
  return { config, tokenizer: await readTokenizer(files, name, config, true) };
}

/** Reads config and weights; `onProgress` hears of the files with weights. Throws ModelError with the reason. */
export async function loadCheckpoint(
  files: ModelFiles,
  options: ReadingOptions = {},
  name = 'model',
): Promise<Checkpoint> {
  const gguf = await ggufIn(files, name);
  if (gguf !== null) return (await loadGguf(files, name, gguf, { ...options, needsText: false })).checkpoint;
  const config = await readConfig(files, name);
  return assemble(config, name, await readWeights(files, name, config, options));
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
