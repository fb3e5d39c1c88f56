import { basename, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ENGINE_KINDS, type Engine } from '../engine/engine.ts';
import { WebGpuEngine } from '../engine/webgpu-engine.ts';
import type { Gpu } from '../gpu/device.ts';
import { openNodeGpu } from '../gpu/open-gpu.node.ts';
import type { Checkpoint } from '../model/checkpoint.ts';
import { nodeModelFiles } from '../model/files.node.ts';
import { type LoadedModel, loadModel } from '../model/load.ts';
import { CpuEngine } from '../reference/cpu.ts';
import { oneOf } from './usage.ts';

const MODELS = fileURLToPath(new URL('../../public/models', import.meta.url));

/** The folder of a model that ships with the lab. */
export function shippedModel(name: string): string {
  return join(MODELS, name);
}

/** `needsText` false: only token ids will be fed, so that a tokenizer is welcome but not needed. */
export function openModel(directory: string, needsText = true): Promise<LoadedModel> {
  return loadModel(nodeModelFiles(directory), basename(resolve(directory)), { needsText });
}

/** The engine of `--engine`. Throws UsageError for another word, GpuError where there is no adapter. */
export async function openEngine(kind: string, { checkpoint }: LoadedModel): Promise<Engine> {
  switch (oneOf('engine', kind, ENGINE_KINDS)) {
    case 'webgpu':
      return new WebGpuEngine(await openNodeGpu(), checkpoint);
    case 'cpu':
      return new CpuEngine(checkpoint);
    case 'ort-webgpu':
      return openOrt(await openNodeGpu(), checkpoint);
    case 'ort-wasm':
      return openOrt(null, checkpoint);
  }
}

/** Only who asks for onnxruntime-web waits for it to load. */
async function openOrt(gpu: Gpu | null, checkpoint: Checkpoint): Promise<Engine> {
  const { openNodeOrtEngine } = await import('../reference/ort/open-ort.node.ts');
  return openNodeOrtEngine(gpu, checkpoint);
}
