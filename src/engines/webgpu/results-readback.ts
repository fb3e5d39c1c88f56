import type { Gpu } from '../../gpu/device.ts';
import { deviceWait } from '../../gpu/device-wait.ts';
import { TOP } from '../../kernels/top_k.ts';
import { digestOf } from '../../numerics/digest.ts';
import type { Sample } from '../../steps/step-output.ts';

/** Words that a sampled row leaves of its choice, the token first. */
export const CHOSEN_WORDS = 2;
const TOP_WORDS = (TOP + 1) * 2;

/** Where a step leaves what its sampled rows give. */
export interface StepResults {
  readonly logits: GPUBuffer; // (sampled, vocabulary) f32
  readonly chosen: GPUBuffer; // (sampled) token, finite
  readonly top: GPUBuffer; // (sampled, TOP + 1)
  readonly chosenBefore: GPUBuffer; // (sampled) token, finite: for the step after
}

/** Words that one sampled row takes in the readback buffer. */
export function readbackWords(vocabulary: number): number {
  return CHOSEN_WORDS + TOP_WORDS + vocabulary;
}

/** Appends the copies that bring a step's results into its one readback buffer (chosen, top, logits), and its choice to the step after. */
export function copyResults(
  commands: GPUCommandEncoder,
  { chosenBefore, chosen, top, logits }: StepResults,
  readback: GPUBuffer,
  sampled: number,
  vocabulary: number,
): void {
  if (sampled === 0) return;
  commands.copyBufferToBuffer(chosen, 0, chosenBefore, 0, sampled * CHOSEN_WORDS * 4);
  let at = 0;
  for (const [source, words] of [
    [chosen, CHOSEN_WORDS],
    [top, TOP_WORDS],
    [logits, vocabulary],
  ] as const) {
    const bytes = sampled * words * 4;
    commands.copyBufferToBuffer(source, 0, readback, at, bytes);
    at += bytes;
  }
}

/** Maps the readback buffer and takes it apart; `sampled` names the rows' requests in order. */
export async function readResults(
  gpu: Gpu,
  readback: GPUBuffer,
  sampled: readonly string[],
  vocabulary: number,
): Promise<Sample[]> {
  const rows = sampled.length;
  const bytes = rows * readbackWords(vocabulary) * 4;
  await deviceWait(gpu, readback.mapAsync(GPUMapMode.READ, 0, bytes));
  const copy = readback.getMappedRange(0, bytes).slice(0);
  readback.unmap();
  const words = new Uint32Array(copy);
  const floats = new Float32Array(copy);
  return sampled.map((request, row) => {
    const topAt = rows * CHOSEN_WORDS + row * TOP_WORDS;
    const logitsAt = rows * (CHOSEN_WORDS + TOP_WORDS) + row * vocabulary;
    const logits = floats.slice(logitsAt, logitsAt + vocabulary);
    const ranks = Math.min(TOP, vocabulary);
    return {
      request,
      token: words[row * CHOSEN_WORDS],
      finite: words[row * CHOSEN_WORDS + 1] === 1,
      top: Array.from({ length: ranks }, (_, i) => ({
        token: words[topAt + 2 * i],
        logit: floats[topAt + 2 * i + 1],
      })),
      logSumExp: floats[topAt + 2 * TOP + 1],
      digest: digestOf(logits),
      logits,
    };
  });
}
