import { asksForRandom, writeRandomName } from '../experiment/model-name.ts';
import { checkpointTensors } from '../model/assemble.ts';
import { type StoredTensor, tensorSize } from '../model/checkpoint.ts';
import { elementsOf } from '../model/graph.ts';
import type { LoadedModel } from '../model/load.ts';
import { ModelError } from '../model/model-error.ts';
import { randomConfig, randomNameOf } from '../model/random-hash.ts';
import { randomBytes } from '../model/random-weights.ts';
import type { AdapterReport, EngineKind } from '../steps/engine.ts';
import { WASM_BYTES } from './cpu/simd/wasm-memory.ts';

/** What an engine is before it has a model. */
export interface WithoutModel {
  readonly kind: EngineKind;
  readonly adapter: Pick<AdapterReport, 'software'>;
}

/**
 * Throws ModelError saying what would fit where an engine holds a model's weights in this machine's memory, of which there is less: before
 * any is made ready, and so of weights as they are stored. A GPU tells by itself what it has no room for. `hostBytes`: left out where nobody says how much there is.
 */
export function checkHostMemory(
  { name, checkpoint }: Pick<LoadedModel, 'name' | 'checkpoint'>,
  engine: WithoutModel,
  hostBytes = Number.POSITIVE_INFINITY,
): void {
  const tensors = checkpointTensors(checkpoint);
  // The CPU engine keeps bf16 as it is, and holds all else, blocks too, as f32.
  const bytesOf = (tensor: StoredTensor) =>
    engine.kind === 'cpu' && tensor.dtype !== 'BF16' ? 4 * elementsOf(tensor.shape) : tensorSize(tensor);
  const held = tensors.reduce((sum, tensor) => sum + bytesOf(tensor), 0);
  const needs = hostNeeds(held, checkpoint.parameters, engine);
  if (needs <= hostBytes) return;
  const options = [
    ...(engine.kind === 'webgpu' ? [] : ['the engine webgpu on a GPU with memory of its own']),
    ...fewerLayers(name, engine, hostBytes),
    'a smaller model',
  ];
  const where =
    engine.kind === 'webgpu' ? 'a software adapter, in memory of the machine' : `the engine ${engine.kind}`;
  throw new ModelError(
    name,
    `its weights take ${words(needs)} bytes on ${where}, this machine has ${words(hostBytes)}: what fits is ${options.join(', or ')}`,
  );
}

/** Bytes of the machine's memory that so many weights take at least; 0 where they lie on a device that has its own. */
function hostNeeds(held: number, parameters: number, { kind, adapter }: WithoutModel): number {
  const asF32 = 4 * parameters;
  switch (kind) {
    case 'webgpu':
      return adapter.software ? held : 0;
    case 'cpu':
      // What is beyond a WebAssembly memory runs in the readable passes.
      return held <= WASM_BYTES ? held : asF32;
    // Its graph carries them, wherever it runs.
    case 'ort-wasm':
    case 'ort-webgpu':
      return asF32;
  }
}

/** The same random model with as many layers as fit. */
function fewerLayers(name: string, engine: WithoutModel, hostBytes: number): string[] {
  if (!asksForRandom(name)) return [];
  const random = randomNameOf(name);
  for (let { layers } = randomConfig(random); --layers > 0; ) {
    const bytes = randomBytes(randomConfig({ ...random, layers }));
    if (hostNeeds(bytes, bytes / 2, engine) <= hostBytes) return [writeRandomName({ ...random, layers })];
  }
  return [];
}

const words = (bytes: number) => bytes.toLocaleString('en');
