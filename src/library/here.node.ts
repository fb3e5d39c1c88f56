import { stat } from 'node:fs/promises';
import { totalmem } from 'node:os';
import { basename, dirname, resolve } from 'node:path';
import { openInstalledOrt } from '../engines/ort/installed-ort.node.ts';
import { tunedGpu } from '../engines/webgpu/tuned-gpu.ts';
import type { Gpu } from '../gpu/device.ts';
import { openNodeGpu, RUNTIME } from '../gpu/open-gpu.node.ts';
import { nodeModelFiles } from '../model/files.node.ts';
import { ModelError } from '../model/model-error.ts';
import { shippedFolder } from '../model/shipped.node.ts';
import type { ModelPlace } from '../model/sources/load-place.ts';

/** What the library asks of where it runs: in Node.js. `here.browser.ts` is its twin. */

/** The runtime's part of a certificate's key. */
export const runtime = (): string => RUNTIME;

/** Bytes of memory of this machine. */
export const hostBytes = (): number | undefined => totalmem();

/** Throws GpuError where there is no adapter. */
export async function openGpu(): Promise<Gpu> {
  const gpu = await openNodeGpu();
  return gpu.software ? gpu : await tunedGpu(gpu, null);
}

export const openOrt = openInstalledOrt;

/** A model of the package by its name, a folder, or a GGUF file. Throws ModelError where there is none. */
export async function modelPlace(name: string): Promise<ModelPlace> {
  const path = resolve(name);
  if (/\.gguf$/i.test(path)) return place(dirname(path), basename(path));
  if (await isFolder(path)) return place(path, null);
  const shipped = shippedFolder(name);
  if (/^[\w-]+$/.test(name) && (await isFolder(shipped))) return place(shipped, null);
  throw new ModelError(
    name,
    'expected nano, pico, pico-moe, a folder of model files or a GGUF file, found none',
  );
}

function place(folder: string, gguf: string | null): ModelPlace {
  return { name: basename(gguf ?? folder).replace(/\.gguf$/i, ''), files: nodeModelFiles(folder), gguf };
}

async function isFolder(path: string): Promise<boolean> {
  return (await stat(path).catch(() => null))?.isDirectory() === true;
}
