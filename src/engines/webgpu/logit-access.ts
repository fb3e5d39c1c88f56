import { BufferPool } from '../../gpu/buffers.ts';
import type { Gpu } from '../../gpu/device.ts';
import { deviceWait } from '../../gpu/device-wait.ts';
import { compileOnce, type Kernel } from '../../gpu/kernel.ts';
import { type HostData, runOnce } from '../../gpu/run-once.ts';
import {
  compareLogitsCall,
  compareLogitsSource,
  contendersOf,
  FOUND_WORDS,
  readComparison,
  sumWords,
} from '../../kernels/compare_logits.ts';
import type { RowResult } from '../../kernels/sample.ts';
import type { LogitComparison } from '../../steps/logit-comparison.ts';

/** A row of logits on a device. */
export interface LogitsRow {
  readonly buffer: GPUBuffer; // (rows, vocabulary) f32
  readonly row: number;
}

/** Copies a row to the host: (vocabulary). What is submitted to the device later may overwrite it there. */
export async function fetchLogits(
  gpu: Gpu,
  { buffer, row }: LogitsRow,
  vocabulary: number,
): Promise<Float32Array> {
  const bytes = vocabulary * 4;
  const pool = new BufferPool(gpu, 'kept_logits');
  try {
    const readback = pool.readback('fetched', bytes);
    const commands = gpu.device.createCommandEncoder({ label: 'fetch_logits' });
    commands.copyBufferToBuffer(buffer, row * bytes, readback, 0, bytes);
    gpu.device.queue.submit([commands.finish()]);
    await deviceWait(gpu, readback.mapAsync(GPUMapMode.READ, 0, bytes));
    return new Float32Array(readback.getMappedRange(0, bytes).slice(0));
  } finally {
    pool.destroy();
  }
}

export interface KnownRow extends LogitsRow {
  readonly result: RowResult;
}

/** The kernel of `compareOnDevice`, compiled the first time that it is asked for. */
export function compareKernel({ device, tuning }: Gpu): Promise<Kernel> {
  return compileOnce(device, compareLogitsSource(tuning));
}

/** Compares two rows that lie on one device; about a kilobyte comes back. What is submitted later does not matter to it. */
export async function compareOnDevice(
  gpu: Gpu,
  kernel: Kernel,
  a: KnownRow,
  b: KnownRow,
  vocabulary: number,
): Promise<LogitComparison> {
  const rows = {
    vocabulary,
    rowA: a.row,
    rowB: b.row,
    a: sideOf(a.result),
    b: sideOf(b.result),
  };
  const tokens = Uint32Array.from(contendersOf(rows));
  const outputs = [new Uint32Array(FOUND_WORDS), new Uint32Array(sumWords(vocabulary))] as const;
  const [found, sums] = outputs;
  const { inputs, params, workgroups } = compareLogitsCall<HostData | GPUBuffer>(
    { a: a.buffer, b: b.buffer, tokens, found, sums },
    rows,
  );
  const words = await runOnce(gpu, kernel, { inputs, outputs, workgroups, ...(params && { params }) });
  return readComparison(words[0], words[1], rows);
}

function sideOf({ top, logSumExp }: RowResult) {
  return { top, logSumExp };
}
