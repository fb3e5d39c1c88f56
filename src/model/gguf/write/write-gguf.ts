import type { Checkpoint, StoredTensor } from '../../checkpoint.ts';
import { tensorsOf, type Weight } from '../../graph.ts';
import type { ModelConfig, RopeScaling } from '../../model-config.ts';
import { ModelError } from '../../model-error.ts';
import { modelGraph } from '../../model-graph.ts';
import { weightAt } from '../../model-weights.ts';
import { ropeDivisors } from '../../rope-angles.ts';
import { GGUF_ARCHITECTURES } from '../architectures.ts';
import { readConfig } from '../config.ts';
import { TYPE_NUMBER } from '../ggml-types.ts';
import { type GgufHeader, readHeader } from '../header.ts';
import { paired } from '../stored.ts';
import { ggufName, ggufShape, LONG_DIVISORS, ROPE_DIVISORS, SHORT_DIVISORS, turns } from '../tensor-names.ts';
import type { TokenizerFiles } from '../tokenizer.ts';
import { configEntries, ggufArchitecture } from './config-entries.ts';
import { Bytes, type Entries, type Entry, writeEntry } from './entries.ts';
import { refuseUnloaded, windowNotes } from './llama-cpp.ts';
import { type GgufWeights, type TensorPart, tensorPart } from './tensor-data.ts';
import { type SpecialTokens, tokenizerEntries } from './tokenizer-entries.ts';

const ALIGNMENT = 32;

export interface GgufContent {
  readonly name: string;
  readonly checkpoint: Checkpoint;
  readonly tokenizer: TokenizerFiles | null;
  readonly special: SpecialTokens;
}

/** A GGUF file, made piece by piece as often as it is read. */
export interface WrittenGguf extends Iterable<Uint8Array> {
  readonly bytes: number;
  /** What the file does not say, or says otherwise than the model's own files. */
  readonly notes: readonly string[];
}

/**
 * A model as a GGUF file of version 3. Throws ModelError where its config is none that such a file can say (a window or layers without RoPE in places that
 * llama.cpp fixes, what it does not load), and, when its bytes are made, for weights that the wanted dtype cannot hold.
 */
export function writeGguf(
  { name, checkpoint, tokenizer, special }: GgufContent,
  weights: GgufWeights,
): WrittenGguf {
  const { config } = checkpoint;
  refuseUnloaded(config, name);
  const notes = windowNotes(config);
  const entries: Entries = new Map<string, Entry>([
    ['general.architecture', { type: 'string', value: ggufArchitecture(config) }],
    ['general.name', { type: 'string', value: name }],
    ['general.alignment', { type: 'u32', value: ALIGNMENT }],
    ['general.quantization_version', { type: 'u32', value: 2 }],
    ...configEntries(config),
    ...tokenizerEntries(tokenizer, config.vocabSize, special, notes),
  ]);
  const parts = tensorParts(checkpoint, weights);
  const header = headerBytes(entries, parts);
  checkSame(header, parts, config, name);
  const bytes = parts.reduce((sum, { size }) => sum + aligned(size), header.length);
  return {
    ...{ bytes, notes },
    *[Symbol.iterator]() {
      yield header;
      for (const part of parts) {
        yield part.bytes();
        yield new Uint8Array(aligned(part.size) - part.size);
      }
    },
  };
}

function tensorParts(checkpoint: Checkpoint, weights: GgufWeights): TensorPart[] {
  const { config } = checkpoint;
  const byName = new Map<string, StoredTensor[]>();
  const shapes = new Map<string, readonly number[]>();
  for (const weight of tensorsOf(modelGraph(config))) {
    const name = ggufName(weight, config);
    byName.set(name, [...(byName.get(name) ?? []), storedAs(checkpoint, weight)]);
    const shape = ggufShape(weight, config);
    if (shape !== weight.shape) shapes.set(name, shape);
  }
  const tensors = [...byName].map(([name, parts]) => tensorPart(name, parts, weights, shapes.get(name)));
  return [...divisorParts(config), ...tensors];
}

/** A weight as such files store it. */
function storedAs(checkpoint: Checkpoint, weight: Weight): StoredTensor {
  const { config } = checkpoint;
  const tensor = weightAt(checkpoint, weight);
  if (weight.weight === 'finalNorm' && config.logitDivisor !== undefined)
    return times(tensor, config.logitDivisor);
  return turns(weight) && GGUF_ARCHITECTURES[ggufArchitecture(config)].paired
    ? paired(tensor, config.headDim)
    : tensor;
}

/** The last norm's gain before it was divided, which `assembleCheckpoint` did. */
function times({ name, shape, bytes }: StoredTensor, factor: number): StoredTensor {
  const values = new Float32Array(new Uint8Array(bytes).buffer).map((value) => value * factor);
  return { name, shape, dtype: 'F32', bytes: new Uint8Array(values.buffer) };
}

/** Scaling that files say by a divisor of each frequency. */
function divisorParts(config: ModelConfig): TensorPart[] {
  const { ropeScaling, headDim } = config;
  if (ropeScaling === undefined || ropeScaling.kind === 'linear') return [];
  const divisors = Float32Array.from(ropeDivisors(config));
  const names = ggufArchitecture(config) === 'phi3' ? [LONG_DIVISORS, SHORT_DIVISORS] : [ROPE_DIVISORS];
  const tensor = { dtype: 'F32', shape: [headDim / 2], bytes: new Uint8Array(divisors.buffer) } as const;
  return names.map((name) => tensorPart(name, [{ name, ...tensor }], null));
}

function headerBytes(entries: Entries, parts: readonly TensorPart[]): Uint8Array {
  const bytes = new Bytes();
  bytes.bytes(new TextEncoder().encode('GGUF'));
  bytes.u32(3);
  bytes.u64(parts.length);
  bytes.u64(entries.size);
  for (const [key, entry] of entries) writeEntry(bytes, key, entry);
  let offset = 0;
  for (const { name, dtype, shape, size } of parts) {
    bytes.text(name);
    bytes.u32(shape.length);
    for (const length of shape.toReversed()) bytes.u64(length);
    bytes.u32(TYPE_NUMBER[dtype]);
    bytes.u64(offset);
    offset += aligned(size);
  }
  bytes.bytes(new Uint8Array(aligned(bytes.length) - bytes.length));
  return bytes.whole();
}

/** A file that would be read as another model is not written. */
function checkSame(
  header: Uint8Array,
  parts: readonly TensorPart[],
  config: ModelConfig,
  name: string,
): void {
  const size = parts.reduce((sum, part) => sum + aligned(part.size), header.length);
  const read = readHeader(header, size, name) as GgufHeader;
  const numbersOf = (tensor: string) => {
    const part = parts.find((each) => each.name === tensor);
    return part ? [...new Float32Array(new Uint8Array(part.bytes()).buffer)] : null;
  };
  const found = comparable(readConfig(read, numbersOf, name, []).config);
  const own = comparable(config);
  for (const field of new Set([...Object.keys(own), ...Object.keys(found)])) {
    const [a, b] = [own[field], found[field]].map((value) => JSON.stringify(value));
    if (a === b) continue;
    const arch = ggufArchitecture(config);
    throw new ModelError(
      name,
      `expected a model that a GGUF file of architecture ${arch} can say, found ${field} ${shortened(a)}, which it would read as ${shortened(b)}`,
    );
  }
}

/** Numbers as files hold them. Special tokens are written apart, and divisors of frequencies need not say what they follow. */
function comparable(config: ModelConfig): Record<string, unknown> {
  const { eosTokens: _, bosToken: __, ropeScaling, gainsLessOne: ___, ...rest } = config;
  const scaling =
    ropeScaling?.kind === 'linear'
      ? ropeScaling
      : ropeScaling && [...ropeDivisors(config), magnitudeOf(ropeScaling)];
  const rounded = (_key: string, value: unknown) => (typeof value === 'number' ? Math.fround(value) : value);
  return JSON.parse(JSON.stringify({ ...rest, ...(scaling && { ropeScaling: scaling }) }, rounded));
}

function magnitudeOf(scaling: RopeScaling): number {
  return scaling.kind === 'longrope' ? scaling.magnitude : 1;
}

function shortened(text: string | undefined): string {
  if (text === undefined) return 'none';
  return text.length > 80 ? `${text.slice(0, 79)}…` : text;
}

function aligned(bytes: number): number {
  return Math.ceil(bytes / ALIGNMENT) * ALIGNMENT;
}
