import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex } from '@noble/hashes/utils.js';
import type { StoredTensor } from './checkpoint.ts';
import { elementsOf, tensorsOf } from './graph.ts';
import { weightsInstead } from './instead.ts';
import type { ModelConfig } from './model-config.ts';
import { MissingFileError, ModelError, shown } from './model-error.ts';
import type { ModelFiles, OnBytes } from './model-files.ts';
import { modelGraph } from './model-graph.ts';
import { readModelJson } from './model-json.ts';
import type { NonFinite } from './non-finite.ts';
import { readHashed } from './read-hashed.ts';
import { MAX_HEADER_BYTES, readSafetensors, safetensorsStart } from './safetensors.ts';
import { parseShardIndex } from './shard-index.ts';
import { WeightFile } from './weight-file.ts';

const ONE_FILE = 'model.safetensors';
const INDEX = 'model.safetensors.index.json';

export interface Weights {
  readonly tensors: ReadonlyMap<string, StoredTensor>;
  /**
   * `sha256:` + hex digest of model.safetensors; of shards that of their list, a line `<hex digest>  <name>` for each in order of
   * name, which is what `sha256sum *.safetensors | sha256sum` prints.
   */
  readonly hash: string;
  /** The files that the tensors are in, in order of name. */
  readonly files: readonly string[];
  /** Which tensors hold values that are no numbers, by name. */
  readonly nonFinite: ReadonlyMap<string, NonFinite>;
}

export interface ReadingOptions {
  /** Hears of the bytes that were read and hashed, file by file. */
  readonly onProgress?: OnBytes | undefined;
}

/**
 * Reads a model's weights: model.safetensors or, without it, the shards that its index names. `name` is the model's, for
 * messages. Throws ModelError saying which file is missing, what else is there, or what a file is instead.
 */
export async function readWeights(
  files: ModelFiles,
  name: string,
  config: ModelConfig,
  options: ReadingOptions = {},
): Promise<Weights> {
  const most = mostWeightBytes(config);
  try {
    const { tensors, digest, nonFinite } = await readOne(files, name, ONE_FILE, most, options);
    return { tensors, hash: `sha256:${digest}`, files: [ONE_FILE], nonFinite: byTensor(nonFinite) };
  } catch (error) {
    if (!(error instanceof MissingFileError)) throw error;
    return await readShards(files, name, most, options, error);
  }
}

async function readShards(
  files: ModelFiles,
  name: string,
  most: number,
  options: ReadingOptions,
  missing: MissingFileError,
): Promise<Weights> {
  const json = await readModelJson(files, name, INDEX).catch(async (error: unknown) => {
    if (error instanceof MissingFileError) throw await weightsInstead(files, missing, INDEX);
    throw error;
  });
  const shards = parseShardIndex(json, `${name}/${INDEX}`);
  await refuseMissing(files, name, shards);
  const tensors = new Map<string, StoredTensor>();
  const digests: (readonly [shard: string, digest: string])[] = [];
  const nonFinite: NonFinite[] = [];
  for (const [shard, names] of shards) {
    const read = await readOne(files, name, shard, most, options).catch((error: unknown) => {
      throw error instanceof MissingFileError ? missingShard(name, shards, shard, error) : error;
    });
    checkShard(new Set(read.tensors.keys()), names, `${name}/${shard}`);
    for (const [tensor, stored] of read.tensors) tensors.set(tensor, stored);
    digests.push([shard, read.digest]);
    nonFinite.push(...read.nonFinite);
  }
  return { tensors, hash: hashOfShards(digests), files: [...shards.keys()], nonFinite: byTensor(nonFinite) };
}

/** The hash of weights in several files, from their SHA-256 in hex: see `Weights.hash`. */
export function hashOfShards(digests: readonly (readonly [shard: string, digest: string])[]): string {
  const lines = digests.map(([shard, digest]) => `${digest}  ${shard}\n`).join('');
  return `sha256:${bytesToHex(sha256(new TextEncoder().encode(lines)))}`;
}

async function readOne(
  files: ModelFiles,
  name: string,
  file: string,
  most: number,
  { onProgress }: ReadingOptions,
) {
  const where = `${name}/${file}`;
  const seen = new WeightFile(safetensorsStart(where));
  const through = { onPiece: (piece: Uint8Array) => seen.take(piece), onBytes: onProgress, most };
  const { bytes, sha256: digest } = await readHashed(files, file, where, through);
  // Before the end is looked at: what a file lacks is told by the first thing that is missing.
  const tensors = readSafetensors(bytes, where);
  return { tensors, digest, nonFinite: seen.end() };
}

function byTensor(found: readonly NonFinite[]): ReadonlyMap<string, NonFinite> {
  return new Map(found.map((each) => [each.tensor, each]));
}

/** No file of a model can be larger: all its tensors, a stored head and the frequencies that are skipped, in the widest dtype. */
function mostWeightBytes(config: ModelConfig): number {
  const sizes = tensorsOf(modelGraph(config)).map(({ shape }) => elementsOf(shape));
  const skipped = config.vocabSize * config.hiddenSize + config.layers * config.headDim;
  return 8 + MAX_HEADER_BYTES + 4 * (sizes.reduce((a, b) => a + b, 0) + skipped);
}

/** Before gigabytes of the others are read, where the folder's names can be had. */
async function refuseMissing(
  files: ModelFiles,
  name: string,
  shards: ReadonlyMap<string, unknown>,
): Promise<void> {
  const there = await files.names?.();
  if (there === undefined) return;
  const shard = [...shards.keys()].find((file) => !there.includes(file));
  if (shard !== undefined) throw missingShard(name, shards, shard);
}

/** The lack of a shard: which, of how many. */
export function missingShard(
  name: string,
  shards: ReadonlyMap<string, unknown>,
  shard: string,
  cause?: Error,
): ModelError {
  const place = [...shards.keys()].indexOf(shard) + 1;
  return new ModelError(
    `${name}/${shard}`,
    `expected shard ${place} of the ${shards.size} that ${INDEX} names, found no such file: fetch it too`,
    { cause },
  );
}

/** A tensor in another shard than the index says would be read by some tools and left out by others. */
function checkShard(found: ReadonlySet<string>, named: ReadonlySet<string>, where: string): void {
  const missing = [...named].find((tensor) => !found.has(tensor));
  if (missing !== undefined)
    throw new ModelError(
      where,
      `expected tensor ${shown(missing)}, as ${INDEX} says, found none of that name`,
    );
  const unknown = [...found].find((tensor) => !named.has(tensor));
  if (unknown !== undefined)
    throw new ModelError(where, `expected the tensors that ${INDEX} says, found ${shown(unknown)} too`);
}
