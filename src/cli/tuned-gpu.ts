import { mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js';
import { tunedGpu } from '../engines/webgpu/tuned-gpu.ts';
import { reportAdapter } from '../engines/webgpu/webgpu-engine.ts';
import type { Gpu } from '../gpu/device.ts';
import { openNodeGpu, RUNTIME } from '../gpu/open-gpu.node.ts';
import type { MeasuredTuning } from '../steps/measured-tuning.ts';
import { tuningSchema } from '../studies/certificate/parse.ts';
import { cacheFolder } from './certificate-store.ts';
import { jsonText } from './output.ts';
import { writeWhole } from './whole-file.ts';

/** A device, tiled as was measured: once for each adapter and runtime, and kept. Throws GpuError where there is no adapter. */
export async function openTunedGpu(): Promise<Gpu> {
  const gpu = await openNodeGpu();
  if (gpu.software) return gpu;
  const path = pathOf(gpu);
  const tuned = await tunedGpu(gpu, await storedTuning(path));
  if (tuned.measured) await store(path, tuned.measured);
  return tuned;
}

function pathOf(gpu: Gpu): string {
  const identity = JSON.stringify([reportAdapter(gpu), RUNTIME]);
  return join(cacheFolder('tunings'), `${bytesToHex(sha256(utf8ToBytes(identity)))}.json`);
}

async function storedTuning(path: string): Promise<MeasuredTuning | null> {
  try {
    return tuningSchema.safeParse(JSON.parse(await readFile(path, 'utf8'))).data ?? null;
  } catch {
    return null;
  }
}

/** Where nothing can be kept it is measured again. */
async function store(path: string, tuning: MeasuredTuning): Promise<void> {
  try {
    await mkdir(cacheFolder('tunings'), { recursive: true });
    await writeWhole(path, jsonText(tuning), null);
  } catch {
    return;
  }
}
