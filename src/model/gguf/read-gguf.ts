import { assembleCheckpoint, checkpointTensors, type TensorNames } from '../assemble.ts';
import { type Checkpoint, type StoredTensor, tensorSize } from '../checkpoint.ts';
import type { EndToken } from '../end-tokens.ts';
import { ZEROS } from '../file-bytes.ts';
import { elementsOf, tensorsOf } from '../graph.ts';
import type { ModelConfig } from '../model-config.ts';
import type { ModelFiles } from '../model-files.ts';
import { modelGraph } from '../model-graph.ts';
import type { NonFinite } from '../non-finite.ts';
import { unlessChanged } from '../read-hashed.ts';
import type { TextCodec } from '../tokenizer.ts';
import { hashOfShards, type ReadingOptions } from '../weights.ts';
import { readConfig } from './config.ts';
import { isWidened } from './ggml-types.ts';
import { numbersIn } from './numbers.ts';
import { type JoinedHeader, joined, type ReadPart, readPart, readParts, storedIn } from './parts.ts';
import { startOf } from './start.ts';
import { reshaped, storedTensor, unpaired } from './stored.ts';
import { ggufName, ggufShape, isSkipped, turns } from './tensor-names.ts';

/** A model that is one GGUF file, or one in parts. */
export interface GgufModel {
  readonly checkpoint: Checkpoint;
  readonly tokenizer: TextCodec;
  readonly endTokens: readonly EndToken[];
  /** Its files, in order. */
  readonly weightFiles: readonly string[];
  readonly notes: readonly string[];
  readonly nonFinite: readonly NonFinite[];
}

export interface GgufOptions extends ReadingOptions {
  /** False: a missing or unfitting tokenizer shows tokens as ids. */
  readonly needsText: boolean;
}

/**
 * Reads a GGUF file, or all parts of a split one by its first: headers first, with config and tokenizer, so that what is wrong is refused before
 * gigabytes follow; then each file once. Its SHA-256 is the checkpoint's hash, of parts that of their list. Throws ModelError naming the file and the
 * key or the tensor.
 */
export async function readGguf(
  files: ModelFiles,
  name: string,
  first: string,
  options: GgufOptions,
): Promise<GgufModel> {
  const parts = await readParts(files, name, first);
  const [{ where }] = parts;
  const header = joined(parts);
  const { tokenizer, endTokens, notes } = await unlessChanged(files, parts, () =>
    startOf(header, where, options.needsText),
  );
  const read: ReadPart[] = [];
  for (const part of parts) read.push(await readPart(files, part, options.onProgress));
  const { config: own, architecture } = readConfig(
    header,
    (tensor) => numbersIn(read, header, tensor, where),
    where,
    [],
  );
  const config = { ...own, eosTokens: endTokens.map(({ token }) => token) };
  const tensors = new Map(read.flatMap(storedIn));
  if (architecture.paired) unpair(config, tensors);
  layOut(config, tensors);
  const hash = hashOf(read);
  const checkpoint = assembleCheckpoint(config, tensors, hash, where, namesOf(config));
  const used = new Set(checkpointTensors(checkpoint).map((tensor) => tensor.name));
  return {
    ...{ checkpoint, tokenizer, endTokens },
    weightFiles: parts.map(({ path }) => path),
    notes: [...notes, ...tokenizer.notes, ...widenedNotes(header)],
    nonFinite: read.flatMap(({ nonFinite }) => nonFinite).filter(({ tensor }) => used.has(tensor)),
  };
}

/** Its weights by the headers alone: their bytes read as zeros. Throws ModelError. */
export async function readGgufWeightHeaders(
  files: ModelFiles,
  name: string,
  first: string,
  config: ModelConfig,
): Promise<Checkpoint> {
  const parts = await readParts(files, name, first);
  const tensors = parts.flatMap(({ header }) =>
    header.tensors.map((each) => [each.name, storedTensor(ZEROS, 0, each)] as const),
  );
  const laidOut = new Map(tensors);
  layOut(config, laidOut);
  return assembleCheckpoint(config, laidOut, '', parts[0].where, namesOf(config));
}

function hashOf(read: readonly ReadPart[]): string {
  const digests = read.map(({ part, digest }) => [part.path, digest] as const);
  return digests.length === 1 ? `sha256:${digests[0][1]}` : hashOfShards(digests);
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

/** Experts' rows, which are a dimension of their own in a file, end to end. One of another shape is refused where all are. */
function layOut(config: ModelConfig, tensors: Map<string, StoredTensor>): void {
  for (const weight of tensorsOf(modelGraph(config))) {
    const stored = ggufShape(weight, config);
    if (stored === weight.shape) continue;
    const name = ggufName(weight, config);
    const tensor = tensors.get(name);
    if (tensor?.shape.join() === stored.join()) tensors.set(name, reshaped(tensor, weight.shape));
  }
}

/** What is made into f32, and what that takes. */
function widenedNotes({ tensors }: JoinedHeader): string[] {
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
