import { statSync } from 'node:fs';
import { totalmem } from 'node:os';
import { basename, dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { checkHostMemory } from '../engines/host-memory.ts';
import { createEngine, type EngineOnDevice } from '../engines/open-engine.ts';
import { OwnKernels } from '../engines/webgpu/own-kernels.ts';
import { asksForRandom } from '../experiment/model-name.ts';
import type { Gpu } from '../gpu/device.ts';
import { nodeModelFiles } from '../model/files.node.ts';
import { isGgufName, onlyFile } from '../model/gguf-file.ts';
import { type LoadedModel, loadModel } from '../model/load.ts';
import type { ModelFiles } from '../model/model-files.ts';
import { randomModel } from '../model/random-model.ts';
import type { TextCodec } from '../model/tokenizer.ts';
import { ENGINE_KINDS, type Engine } from '../steps/engine.ts';
import { endedAtOnce } from './interruption.ts';
import { showBytes } from './progress.ts';
import { note } from './terminal.ts';
import { openTunedGpu } from './tuned-gpu.ts';
import { oneOf } from './usage.ts';

const MODELS = fileURLToPath(new URL('../../public/models', import.meta.url));

/** What `--model` would say for the model that an experiment names: the folder of one that ships with the lab, or a random one. */
export function shippedModel(name: string): string {
  return asksForRandom(name) ? name : join(MODELS, name);
}

/**
 * Reads a model's folder or GGUF file, or generates a random model, and tells of its warnings on standard error. `needsText` false: only token ids will be fed, so that a
 * tokenizer is welcome but not needed.
 */
export async function openModel(directory: string, needsText = true): Promise<LoadedModel> {
  const model = await readModel(directory, needsText);
  for (const warning of model.warnings) note(`warning: ${warning}`);
  return model;
}

/** As `openModel`, but its caller tells of the warnings. */
export async function readModel(directory: string, needsText: boolean): Promise<LoadedModel> {
  if (asksForRandom(directory)) return randomModel(directory);
  const { files, name } = modelPlace(directory);
  const options = { needsText, onProgress: showBytes('reading the weights') };
  const model = await endedAtOnce(() => loadModel(files, name, options));
  return { ...model, tokenizer: withoutHandlers(model.tokenizer) };
}

/** The files of a model on disk, and its name: a folder, or one GGUF file. */
export function modelPlace(path: string): { readonly files: ModelFiles; readonly name: string } {
  const whole = resolve(path);
  if (!isGgufName(whole) || !statSync(whole, { throwIfNoEntry: false })?.isFile())
    return { files: nodeModelFiles(path), name: basename(whole) };
  return {
    files: onlyFile(nodeModelFiles(dirname(whole)), basename(whole)),
    name: basename(whole).replace(/\.gguf$/i, ''),
  };
}

/** A stranger's patterns may take seconds over a long text: a signal ends the process meanwhile. */
function withoutHandlers(tokenizer: TextCodec): TextCodec {
  return {
    size: tokenizer.size,
    notes: tokenizer.notes,
    tokenText: (token) => tokenizer.tokenText(token),
    encode: (text, options) => endedAtOnce(() => tokenizer.encode(text, options)),
    decode: (tokens) => endedAtOnce(() => tokenizer.decode(tokens)),
  };
}

/** An engine, and the device that was opened for it. */
export interface OpenEngine extends EngineOnDevice {
  /** Where kernels that are not the lab's may run; to each someone has to say yes. */
  readonly own: OwnKernels;
  close(): void;
}

/**
 * The engine of `--engine` and its device, for a model. Throws UsageError for another word, GpuError where there is no adapter, ModelError where the
 * engine would need more of this machine's memory than there is.
 */
export async function openEngine(kind: string, model: LoadedModel): Promise<OpenEngine> {
  const own = new OwnKernels(openTunedGpu);
  const known = oneOf('engine', kind, ENGINE_KINDS);
  const { engine, gpu } = await createEngine(known, { gpu: openTunedGpu, own, ort: openOrt });
  const close = () => {
    engine.destroy();
    own.close();
    gpu?.device.destroy();
  };
  try {
    checkHostMemory(model, engine, totalmem());
  } catch (error) {
    close();
    throw error;
  }
  return { engine, gpu, own, close };
}

async function openOrt(gpu: Gpu | null): Promise<Engine> {
  const { openNodeOrtEngine } = await import('../engines/ort/open-ort.node.ts');
  return openNodeOrtEngine(gpu);
}
