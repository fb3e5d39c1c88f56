import { closeSync, mkdtempSync, openSync, rmSync, writeFileSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { writeJson } from '../src/cli/output.ts';
import { matrixBytes } from '../src/engines/webgpu/weight-plan.ts';
import { allocateWeights, fillWeights } from '../src/engines/webgpu/weights.ts';
import type { Gpu } from '../src/gpu/device.ts';
import { openNodeGpu } from '../src/gpu/open-gpu.node.ts';
import { checkpointTensors } from '../src/model/assemble.ts';
import { type Checkpoint, tensorSize } from '../src/model/checkpoint.ts';
import { nodeModelFiles } from '../src/model/files.node.ts';
import { loadModel } from '../src/model/load.ts';
import { randomModel } from '../src/model/random-model.ts';
import { configJson } from '../src/model/testing/synthetic.ts';

/** Bytes of the process that were resident while weights were brought to the device. */
interface WeightMemory {
  readonly from: string;
  /** On the device: what its buffers hold. */
  readonly device: number;
  /** The most above what the process held with an open device, while the checkpoint was read or made. */
  readonly reading: number;
  /** The most above what it held with every buffer allocated and resident, while they were filled. */
  readonly filling: number;
  /** What is left of that once all is there. */
  readonly left: number;
  readonly milliseconds: number;
}

const PIECE_BYTES = 1 << 24;

/**
 * The host's memory on the way of a model's weights to the device: random ones, and the same from a safetensors file, which is written for it and
 * deleted. On a software adapter the device's memory is the process's own: it is told apart by allocating all buffers and clearing them, which
 * makes them resident, before the memory is taken that the rest is measured from.
 */
export async function measureWeights(name: string, json: string | undefined): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'weight-memory-'));
  try {
    const gpu = await openNodeGpu();
    const { checkpoint } = randomModel(name);
    writeModel(folder, checkpoint);
    const sources: readonly (readonly [string, () => Promise<Checkpoint>])[] = [
      ['generated', () => Promise.resolve(randomModel(name).checkpoint)],
      [
        'a file',
        async () => (await loadModel(nodeModelFiles(folder), name, { needsText: false })).checkpoint,
      ],
    ];
    const found: WeightMemory[] = [];
    process.stdout.write(`${name}, ${gpu.info.description || gpu.info.device}\n`);
    for (const [from, load] of sources) {
      const each = await measured(gpu, from, load);
      found.push(each);
      process.stdout.write(`${line(each)}\n`);
    }
    if (json) await writeJson(json, { name, found });
    gpu.device.destroy();
  } finally {
    rmSync(folder, { recursive: true });
  }
}

async function measured(gpu: Gpu, from: string, load: () => Promise<Checkpoint>): Promise<WeightMemory> {
  const start = performance.now();
  const open = new Resident();
  const checkpoint = await load();
  const reading = open.stop();
  const allocated = await allocateWeights(gpu, checkpoint, 'stored');
  await makeResident(
    gpu,
    [...allocated.matrices.values()].flatMap(({ buffers }) => buffers),
  );
  const empty = new Resident();
  await fillWeights(gpu, allocated, { onBytes: () => empty.look() });
  const filling = empty.stop();
  globalThis.gc?.();
  const left = empty.now();
  allocated.weights.destroy();
  const device = matrixBytes([...allocated.matrices.keys()]);
  return { from, device, reading, filling, left, milliseconds: performance.now() - start };
}

/** What the process holds above what it held at first. */
class Resident {
  readonly #first: number;
  readonly #timer: NodeJS.Timeout;
  #most = 0;

  constructor() {
    globalThis.gc?.();
    this.#first = process.memoryUsage.rss();
    this.#timer = setInterval(() => this.look(), 5);
  }

  now(): number {
    return process.memoryUsage.rss() - this.#first;
  }

  look(): void {
    this.#most = Math.max(this.#most, this.now());
  }

  /** The most there was. */
  stop(): number {
    clearInterval(this.#timer);
    this.look();
    return this.#most;
  }
}

async function makeResident({ device }: Gpu, buffers: readonly GPUBuffer[]): Promise<void> {
  const commands = device.createCommandEncoder({ label: 'clear' });
  for (const buffer of buffers) commands.clearBuffer(buffer);
  device.queue.submit([commands.finish()]);
  await device.queue.onSubmittedWorkDone();
}

/** A model's folder, its weights written piece by piece. */
function writeModel(folder: string, checkpoint: Checkpoint): void {
  writeFileSync(join(folder, 'config.json'), JSON.stringify(configJson(checkpoint.config)));
  const header: Record<string, unknown> = {};
  let end = 0;
  const tensors = checkpointTensors(checkpoint);
  for (const tensor of tensors) {
    const { name, dtype, shape } = tensor;
    header[name] = { dtype, shape, data_offsets: [end, end + tensorSize(tensor)] };
    end += tensorSize(tensor);
  }
  const text = new TextEncoder().encode(JSON.stringify(header));
  const length = new DataView(new ArrayBuffer(8));
  length.setBigUint64(0, BigInt(text.length), true);
  const file = openSync(join(folder, 'model.safetensors'), 'w');
  try {
    writeSync(file, length);
    writeSync(file, text);
    for (const tensor of tensors) {
      for (let at = 0; at < tensorSize(tensor); at += PIECE_BYTES)
        writeSync(file, tensor.read!(at, Math.min(at + PIECE_BYTES, tensorSize(tensor))));
    }
  } finally {
    closeSync(file);
  }
}

function line({ from, device, reading, filling, left, milliseconds }: WeightMemory): string {
  const mb = (bytes: number) => `${(bytes / 1e6).toFixed(0).padStart(5)} MB`;
  return `${from.padEnd(9)}  device ${mb(device)}  host while reading ${mb(reading)}, filling ${mb(filling)}, left ${mb(left)}  ${(milliseconds / 1000).toFixed(1)} s`;
}
