import { basename, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ENGINE_KINDS, type Engine } from '../engine/engine.ts';
import { WebGpuEngine } from '../engine/webgpu-engine.ts';
import type { Gpu } from '../gpu/device.ts';
import { openNodeGpu } from '../gpu/open-gpu.node.ts';
import type { Checkpoint } from '../model/checkpoint.ts';
import { nodeModelFiles } from '../model/files.node.ts';
import { type LoadedModel, loadModel } from '../model/load.ts';
import type { TextCodec } from '../model/tokenizer.ts';
import { CpuEngine } from '../reference/cpu.ts';
import { endedAtOnce } from './interruption.ts';
import { oneOf } from './usage.ts';

const MODELS = fileURLToPath(new URL('../../public/models', import.meta.url));

/** The folder of a model that ships with the lab. */
export function shippedModel(name: string): string {
  return join(MODELS, name);
}

/** `needsText` false: only token ids will be fed, so that a tokenizer is welcome but not needed. */
export async function openModel(directory: string, needsText = true): Promise<LoadedModel> {
  const name = basename(resolve(directory));
  const model = await endedAtOnce(() => loadModel(nodeModelFiles(directory), name, { needsText }));
  return { ...model, tokenizer: withoutHandlers(model.tokenizer) };
}

/** A tokenizer runs the regular expressions of its file: a signal ends the process while it does. */
function withoutHandlers(tokenizer: TextCodec): TextCodec {
  return {
    size: tokenizer.size,
    tokenText: (token) => tokenizer.tokenText(token),
    encode: (text, options) => endedAtOnce(() => tokenizer.encode(text, options)),
    decode: (tokens) => endedAtOnce(() => tokenizer.decode(tokens)),
  };
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
