import { type Gpu, rootError } from '../../gpu/device.ts';
import { deviceWait } from '../../gpu/device-wait.ts';
import { GpuError } from '../../gpu/errors.ts';
import { RESULT_WORDS, type RowResult, readRow } from '../../kernels/sample.ts';
import type { ArmSpec } from '../../steps/arm-spec.ts';
import type { KeptStep } from './kept-logits.ts';

/** Where a step leaves what its sampled rows give. */
export interface StepResults {
  readonly results: GPUBuffer; // (sampled) of RESULT_WORDS
  readonly keptLogits: GPUBuffer; // (kept rows, vocabulary) f32
  readonly resultsBefore: GPUBuffer; // (sampled) of RESULT_WORDS: for the step after
}

/** What of a step comes back. */
export interface ReadStep {
  readonly sampled: number;
  readonly vocabulary: number;
  /** Whose logits come back whole; null where nobody's do. */
  readonly whole: KeptStep | null;
}

/** What a sampled row gave. */
export interface ReadRow {
  readonly result: RowResult;
  readonly logits: Float32Array | null;
}

/** Whether an arm's steps bring back the logits that it keeps. */
export function bringsLogits({ logits }: Pick<ArmSpec, 'logits'>): boolean {
  return logits?.withSteps ?? true;
}

/** Words that the largest step of an arm takes in the readback buffer. */
export function readbackWords(
  spec: Pick<ArmSpec, 'logits'>,
  vocabulary: number,
  sampled: number,
  kept: number,
): number {
  return sampled * RESULT_WORDS + (bringsLogits(spec) ? Math.min(sampled, kept) * vocabulary : 0);
}

/**
 * Appends the copies that bring a step's results into its one readback buffer (results, then the kept logits of the step where they
 * come back), and its choice to the step after.
 */
export function copyResults(
  commands: GPUCommandEncoder,
  { results, resultsBefore, keptLogits }: StepResults,
  readback: GPUBuffer,
  { sampled, vocabulary, whole }: ReadStep,
): void {
  if (sampled === 0) return;
  const bytes = sampled * RESULT_WORDS * 4;
  commands.copyBufferToBuffer(results, 0, resultsBefore, 0, bytes);
  commands.copyBufferToBuffer(results, 0, readback, 0, bytes);
  if (!whole || whole.count === 0) return;
  const each = vocabulary * 4;
  commands.copyBufferToBuffer(keptLogits, whole.first * each, readback, bytes, whole.count * each);
}

/** Maps the readback buffer and takes it apart, by sampled row. */
async function readResults(
  gpu: Gpu,
  readback: GPUBuffer,
  { sampled, vocabulary, whole }: ReadStep,
): Promise<ReadRow[]> {
  const words = sampled * RESULT_WORDS;
  const bytes = (words + (whole?.count ?? 0) * vocabulary) * 4;
  await deviceWait(gpu, readback.mapAsync(GPUMapMode.READ, 0, bytes));
  let copy: ArrayBuffer;
  try {
    copy = readback.getMappedRange(0, bytes).slice(0);
  } finally {
    readback.unmap();
  }
  const results = new Uint32Array(copy, 0, words);
  const logitsOf = (row: number): Float32Array | null => {
    const kept = whole?.rows[row];
    if (!kept) return null;
    const at = words + (kept.row - whole.first) * vocabulary;
    return new Float32Array(copy, at * 4, vocabulary).slice();
  };
  return Array.from({ length: sampled }, (_, row) => ({
    result: readRow(results, row, vocabulary),
    logits: logitsOf(row),
  }));
}

/** Waits for a step and takes apart what it gave, by sampled row. Throws GpuError, with the device's first error where it has one. */
export async function readStep(gpu: Gpu, readback: GPUBuffer, back: ReadStep): Promise<ReadRow[]> {
  return await readBack(gpu, async () => {
    if (back.sampled > 0) return await readResults(gpu, readback, back);
    await deviceWait(gpu, gpu.device.queue.onSubmittedWorkDone());
    return [];
  });
}

/** Waits for what is read back. Throws GpuError, with the device's first error where it has one. */
export async function readBack<T>(gpu: Gpu, read: () => Promise<T>): Promise<T> {
  try {
    return await read();
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    throw await rootError(gpu, new GpuError('readback', message));
  }
}
