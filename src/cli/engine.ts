import { basename, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Engine } from '../engine/engine.ts';
import { WebGpuEngine } from '../engine/webgpu-engine.ts';
import { openNodeGpu } from '../gpu/open-gpu.node.ts';
import { nodeModelFiles } from '../model/files.node.ts';
import { type LoadedModel, loadModel } from '../model/load.ts';
import { CpuEngine } from '../reference/cpu.ts';
import { oneOf } from './usage.ts';

export const ENGINES = ['webgpu', 'cpu'] as const;

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
  if (oneOf('engine', kind, ENGINES) === 'cpu') return new CpuEngine(checkpoint);
  return new WebGpuEngine(await openNodeGpu(), checkpoint);
}
