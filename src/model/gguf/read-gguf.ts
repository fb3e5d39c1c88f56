import { assembleCheckpoint, checkpointTensors, type TensorNames } from '../assemble.ts';
import { type Checkpoint, type StoredTensor, tensorSize } from '../checkpoint.ts';
import type { EndToken } from '../end-tokens.ts';
import { type FileBytes, tensorIn } from '../file-bytes.ts';
import { elementsOf, tensorsOf } from '../graph.ts';
import type { ModelConfig } from '../model-config.ts';
import type { ModelFiles } from '../model-files.ts';
import { modelGraph } from '../model-graph.ts';
import type { NonFinite } from '../non-finite.ts';
import type { TextCodec } from '../tokenizer.ts';
import { WeightFile } from '../weight-file.ts';
import { type ReadingOptions, readOnce } from '../weights.ts';
import { widenTensor } from '../widen.ts';
import { readConfig } from './config.ts';
import { isWidened } from './ggml-types.ts';
import type { GgufHeader } from './header.ts';
import { ggufStart, wholeHeader } from './read-header.ts';
import { scansOf } from './scans.ts';
import { placeOf, type Start, smallTensor, startOf } from './start.ts';
import { storedTensor, unpaired } from './stored.ts';
import { ggufName, isSkipped, turns } from './tensor-names.ts';
import { endTokensOf } from './tokenizer.ts';

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
  }, files.digest?.(path) ?? null);
  const file = await readOnce(files, path, (piece) => seen.take(piece), options.onProgress);
  // All of it again, since the file's end is known now.
  const header = wholeHeader(file, where);
  const { digest, nonFinite } = seen.end();
  const { tokenizer, notes } = found.start ?? startOf(header, where, options.needsText);
  const { config: own, architecture } = readConfig(
    header,
    (tensor) => numbersIn(file, header, tensor, where),
    where,
    [],
  );
  const endTokens = endTokensOf(header.metadata, own.vocabSize, where);
  const config = { ...own, eosTokens: endTokens.map(({ token }) => token) };
  const tensors = new Map(header.tensors.map((each) => [each.name, storedTensor(file, header.data, each)]));
  if (architecture.paired) unpair(config, tensors);
  const checkpoint = assembleCheckpoint(config, tensors, `sha256:${digest}`, where, namesOf(config));
  const used = new Set(checkpointTensors(checkpoint).map((tensor) => tensor.name));
  return {
    ...{ checkpoint, tokenizer, endTokens },
    notes: [...notes, ...tokenizer.notes, ...widenedNotes(header)],
    nonFinite: nonFinite.filter(({ tensor }) => used.has(tensor)),
  };
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
