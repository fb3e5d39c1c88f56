import { formatsRead, type HeldWeights } from '../experiment/formats-read.ts';
import { asksForRandom, writeRandomName } from '../experiment/model-name.ts';
import { resolveDtype, WEIGHT_FORMATS } from '../kernels/weight-formats.ts';
import { checkpointTensors } from '../model/assemble.ts';
import { bytesOf, type StoredTensor, tensorSize } from '../model/checkpoint.ts';
import { elementsOf } from '../model/graph.ts';
import type { LoadedModel } from '../model/load.ts';
import { ModelError } from '../model/model-error.ts';
import { randomConfig, randomNameOf } from '../model/random-hash.ts';
import { randomBytes } from '../model/random-weights.ts';
import type { WeightDtype } from '../numerics/dtypes.ts';
import type { AdapterReport, EngineKind } from '../steps/engine.ts';
import { WASM_BYTES } from './cpu/simd/wasm-memory.ts';

/** What an engine is before it has a model. */
export interface WithoutModel {
  readonly kind: EngineKind;
  readonly adapter: Pick<AdapterReport, 'software'>;
}

/** Where all is held as it is stored. */
const AS_STORED: readonly HeldWeights[] = [{ weights: 'stored' }];

/**
 * Throws ModelError saying what would fit where an engine holds a model's weights in this machine's memory, of which there is less: before
 * any is made ready. An engine holds them once for each of the formats that arms ask for. A GPU tells by itself what it has no room for.
 * `hostBytes`: left out where nobody says how much there is.
 */
export function checkHostMemory(
  { name, checkpoint }: Pick<LoadedModel, 'name' | 'checkpoint'>,
  engine: WithoutModel,
  hostBytes = Number.POSITIVE_INFINITY,
  arms: readonly HeldWeights[] = AS_STORED,
): void {
  const tensors = checkpointTensors(checkpoint);
  const asked = formatsRead(arms);
  const held = asked.reduce((sum, format) => sum + heldAs(format, tensors, engine), 0);
  const copies: Copies = { held, f32: 4 * asked.length * checkpoint.parameters };
  const needs = Math.ceil(hostNeeds(copies, engine));
  if (needs <= hostBytes) return;
  const options = [
    ...(engine.kind === 'webgpu' ? [] : ['the engine webgpu on a GPU with memory of its own']),
    ...fewerLayers(name, engine, hostBytes, copies),
    'a smaller model',
  ];
  const where =
    engine.kind === 'webgpu' ? 'a software adapter, in memory of the machine' : `the engine ${engine.kind}`;
  throw new ModelError(
    name,
    `its weights take ${words(needs)} bytes on ${where}, this machine has ${words(hostBytes)}: what fits is ${options.join(', or ')}`,
  );
}

/** Bytes of all tensors in a format. The CPU engine holds f16 as f32, and the scales of blocks, which are left out here. */
function heldAs(format: WeightDtype, tensors: readonly StoredTensor[], { kind }: WithoutModel): number {
  const bytesHeld = (tensor: StoredTensor) => {
    if (kind !== 'cpu' && (format === 'stored' || tensor.shape.length === 1)) return tensorSize(tensor);
    const held = tensor.shape.length === 1 ? 'f32' : resolveDtype(format, [tensor]);
    const { stored } = WEIGHT_FORMATS[kind === 'cpu' && held === 'f16' ? 'f32' : held];
    return bytesOf(stored, elementsOf(tensor.shape));
  };
  return tensors.reduce((sum, tensor) => sum + bytesHeld(tensor), 0);
}

/** Bytes of a model's weights in all formats that are asked for, and as if each were f32. */
interface Copies {
  readonly held: number;
  readonly f32: number;
}

/** Bytes of the machine's memory that weights take at least; 0 where they lie on a device that has its own. */
function hostNeeds({ held, f32 }: Copies, { kind, adapter }: WithoutModel): number {
  switch (kind) {
    case 'webgpu':
      return adapter.software ? held : 0;
    case 'cpu':
      // What is beyond a WebAssembly memory runs in the readable passes.
      return held <= WASM_BYTES ? held : f32;
    // Its graph carries them, wherever it runs.
    case 'ort-wasm':
    case 'ort-webgpu':
      return f32;
  }
}

/** The same random model with as many layers as fit. */
function fewerLayers(name: string, engine: WithoutModel, hostBytes: number, { held, f32 }: Copies): string[] {
  if (!asksForRandom(name)) return [];
  const random = randomNameOf(name);
  const all = randomBytes(randomConfig(random));
  for (let { layers } = randomConfig(random); --layers > 0; ) {
    const share = randomBytes(randomConfig({ ...random, layers })) / all;
    if (hostNeeds({ held: share * held, f32: share * f32 }, engine) <= hostBytes)
      return [writeRandomName({ ...random, layers })];
  }
  return [];
}

const words = (bytes: number) => bytes.toLocaleString('en');
