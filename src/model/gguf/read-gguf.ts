import { assembleCheckpoint, checkpointTensors, type TensorNames } from '../assemble.ts';
import { type Checkpoint, type StoredTensor, tensorSize } from '../checkpoint.ts';
import type { EndToken } from '../end-tokens.ts';
import { type FileBytes, tensorIn } from '../file-bytes.ts';
import { elementsOf, tensorsOf } from '../graph.ts';
import type { ModelConfig } from '../model-config.ts';
import { ModelError, shown } from '../model-error.ts';
import type { ModelFiles } from '../model-files.ts';
import { modelGraph } from '../model-graph.ts';
import type { NonFinite } from '../non-finite.ts';
import { readHashed } from '../read-hashed.ts';
import { createIdCodec, createTokenizer, type TextCodec } from '../tokenizer.ts';
import { WeightFile } from '../weight-file.ts';
import type { ReadingOptions } from '../weights.ts';
import { widenTensor } from '../widen.ts';
import { readConfig } from './config.ts';
import { isWidened } from './ggml-types.ts';
import type { GgufHeader, GgufTensor } from './header.ts';
import { ggufStart, readHeaderAlone, wholeHeader } from './read-header.ts';
import { scansOf } from './scans.ts';
import { storedTensor, unpaired } from './stored.ts';
import { ggufName, isSkipped, LONG_DIVISORS, turns } from './tensor-names.ts';
import { endTokensOf, readTokenizer, type TokenizerFiles } from './tokenizer.ts';

/** A model that is one GGUF file. */
export interface GgufModel {
  readonly checkpoint: Checkpoint;
  readonly tokenizer: TextCodec;
  readonly endTokens: readonly EndToken[];
  readonly notes: readonly string[];
  readonly nonFinite: readonly NonFinite[];
}

export interface GgufOptions extends ReadingOptions {
  /** False: a missing or unfitting tokenizer shows tokens as ids. */
  readonly needsText: boolean;
}

/** Of small tensors that are read with the config: one divisor for each pair of a head. */
const MOST_NUMBERS = 8_192;
/**
 * Reads a GGUF file through once: its header first, with config and tokenizer, so that a file that is wrong is refused before gigabytes follow; its
 * SHA-256 is the checkpoint's hash. Throws ModelError naming the file and the key or the tensor.
 */
export async function readGguf(
  files: ModelFiles,
  name: string,
  path: string,
  options: GgufOptions,
): Promise<GgufModel> {
  const where = placeOf(name, path);
  const found: { start?: Start } = {};
  const seen = new WeightFile((bytes) => {
    const header = ggufStart(bytes, where);
    if ('needs' in header) return header;
    found.start = startOf(header, where, options.needsText);
    return { data: header.data, tensors: scansOf(header) };
  });
  const through = { onPiece: (piece: Uint8Array) => seen.take(piece), onBytes: options.onProgress };
  const { bytes: file, sha256 } = await readHashed(files, path, where, through);
  // All of it again, since the file's end is known now.
  const header = wholeHeader(file, where);
  const nonFinite = seen.end();
  const { tokenizer, endTokens, notes } = found.start ?? startOf(header, where, options.needsText);
  const { config: own, architecture } = readConfig(
    header,
    (tensor) => numbersIn(file, header, tensor, where),
    where,
    [],
  );
  const config = { ...own, eosTokens: endTokens.map(({ token }) => token) };
  const tensors = new Map(header.tensors.map((each) => [each.name, storedTensor(file, header.data, each)]));
  if (architecture.paired) unpair(config, tensors);
  const checkpoint = assembleCheckpoint(config, tensors, `sha256:${sha256}`, where, namesOf(config));
  const used = new Set(checkpointTensors(checkpoint).map((tensor) => tensor.name));
  return {
    ...{ checkpoint, tokenizer, endTokens },
    notes: [...notes, ...tokenizer.notes, ...widenedNotes(header)],
    nonFinite: nonFinite.filter(({ tensor }) => used.has(tensor)),
  };
}

/** Reads config and tokenizer alone, and of the file no more than its header. Throws ModelError. */
export async function readGgufTokenizer(
  files: ModelFiles,
  name: string,
  path: string,
): Promise<{ readonly config: ModelConfig; readonly tokenizer: TextCodec }> {
  const where = placeOf(name, path);
  return startOf(await readHeaderAlone(files, path, where), where, true);
}

/** The tokenizer of a file as the two that Hugging Face's form has. Throws ModelError. */
export async function readGgufTokenizerFiles(
  files: ModelFiles,
  name: string,
  path: string,
): Promise<TokenizerFiles> {
  const where = placeOf(name, path);
  const { metadata } = await readHeaderAlone(files, path, where);
  return readTokenizer(metadata, where, []);
}

/** A file whose name is the model's stands for itself. */
function placeOf(name: string, path: string): string {
  return path.replace(/\.gguf$/i, '') === name ? path : `${name}/${path}`;
}

/** What is made of the header alone. */
interface Start {
  readonly config: ModelConfig;
  readonly tokenizer: TextCodec;
  readonly endTokens: readonly EndToken[];
  readonly notes: readonly string[];
}

function startOf(header: GgufHeader, where: string, needsText: boolean): Start {
  const notes: string[] = [];
  // Divisors lie in the data, which is not there yet: any will do to check the rest.
  const { config: own } = readConfig(header, (tensor) => anyNumbers(header, tensor, where), where, notes);
  const endTokens = endTokensOf(header.metadata, own.vocabSize, where, notes);
  const config = { ...own, eosTokens: endTokens.map(({ token }) => token) };
  return { config, tokenizer: tokenizerOf(header, config, where, needsText, notes), endTokens, notes };
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

function namesOf(config: ModelConfig): TensorNames {
  return { nameOf: (weight) => ggufName(weight, config), skips: isSkipped };
}

/** Queries and keys whose rows are stored for RoPE over neighbouring pairs. */
function unpair(config: ModelConfig, tensors: Map<string, StoredTensor>): void {
  for (const weight of tensorsOf(modelGraph(config))) {
    if (!turns(weight)) continue;
    const name = ggufName(weight, config);
    const tensor = tensors.get(name);
    // One of another shape is refused where all are.
    if (tensor && elementsOf(tensor.shape) === elementsOf(weight.shape))
      tensors.set(name, unpaired(tensor, config.headDim));
  }
}

function smallTensor(header: GgufHeader, name: string, where: string): GgufTensor | null {
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

function numbersIn(file: FileBytes, header: GgufHeader, name: string, where: string): number[] | null {
  const tensor = smallTensor(header, name, where);
  if (tensor === null) return null;
  const { shape, begin, end } = tensor;
  return [
    ...widenTensor(tensorIn(file, { name, dtype: 'F32', shape }, header.data + begin, header.data + end)),
  ];
}

/** What is made into f32, and what that takes. */
function widenedNotes({ tensors }: GgufHeader): string[] {
  const wide = tensors.filter(({ type }) => isWidened(type));
  if (wide.length === 0) return [];
  const types = [...new Set(wide.map(({ type }) => type))].join(', ');
  const stored = wide.reduce((sum, { begin, end }) => sum + end - begin, 0);
  const widened = wide.reduce((sum, { shape }) => sum + tensorSize({ dtype: 'F32', shape }), 0);
  const mib = (bytes: number) => `${(bytes / 2 ** 20).toFixed(1)} MiB`;
  return [
    `${wide.length} tensors in ${types} are made into f32 where they are read: ${mib(stored)} in the file, ${mib(widened)} as f32`,
  ];
}
