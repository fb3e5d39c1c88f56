import { checkHostMemory } from '../engines/host-memory.ts';
import { createEngine } from '../engines/open-engine.ts';
import { OwnKernels } from '../engines/webgpu/own-kernels.ts';
import type { OnBytes } from '../model/model-files.ts';
import { type AdapterReport, ENGINE_KINDS, type EngineKind } from '../steps/engine.ts';
import { hostBytes, openGpu, openOrt } from './here.node.ts';
import { keepParts } from './lab-parts.ts';
import { type ModelWanted, readModel } from './read-model.ts';

export interface OpenOptions {
  /**
   * In Node.js `nano` (default), `pico` or `pico-moe`, which come with the package, a folder or a GGUF file; in a page the address of a
   * folder; in both `random:SHAPE[:LAYERS][:SEED]`, or files of any origin.
   */
  readonly model?: ModelWanted;
  /**
   * `webgpu` (default): in Node.js by the package webgpu, which is optional. `cpu` replays the same reduction plans without a device.
   * `ort-wasm` and `ort-webgpu`: onnxruntime-web, in Node.js, where it is installed.
   */
  readonly engine?: EngineKind;
  /** Hears of the bytes of the files with weights. */
  readonly onBytes?: OnBytes;
}

/** A model on an engine, opened once and used for any number of runs. Nothing else can be asked of it than what the library's functions do. */
export interface Lab {
  readonly model: { readonly name: string; readonly hash: string; readonly parameters: number };
  readonly engine: EngineKind;
  /** Who computes. */
  readonly adapter: AdapterReport;
  /** Frees the device and what was put on it. */
  close(): void;
}

/**
 * Opens a model on an engine. Throws ModelError where its files cannot be used or need more memory than there is, GpuError where there is no
 * adapter or no webgpu package, RangeError for another engine's name.
 */
export async function openLab({
  model = 'nano',
  engine: kind = 'webgpu',
  onBytes,
}: OpenOptions = {}): Promise<Lab> {
  if (!ENGINE_KINDS.includes(kind))
    throw new RangeError(`engine: expected one of ${ENGINE_KINDS.join(', ')}, found ${JSON.stringify(kind)}`);
  const loaded = await readModel(model, onBytes);
  const own = new OwnKernels(openGpu);
  const { engine, gpu } = await createEngine(kind, { gpu: openGpu, own, ort: openOrt });
  const close = () => {
    engine.destroy();
    own.close();
    gpu?.device.destroy();
  };
  try {
    checkHostMemory(loaded, engine, hostBytes());
  } catch (error) {
    close();
    throw error;
  }
  const { name, checkpoint } = loaded;
  const lab: Lab = {
    model: { name, hash: checkpoint.hash, parameters: checkpoint.parameters },
    engine: kind,
    adapter: engine.adapter,
    close,
  };
  keepParts(lab, { model: loaded, engine, gpu, own });
  return lab;
}
