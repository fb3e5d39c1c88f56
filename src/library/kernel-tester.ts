/** `batchmates/kernel-tester`: whether the bits of a WGSL kernel follow the batch, on a device of this process. */
import { reportAdapter } from '../engines/webgpu/webgpu-engine.ts';
import { type KernelQuestion, kernelRequests } from '../workbench/tester/kernel-question.ts';
import type { KernelReport } from '../workbench/tester/kernel-report.ts';
import { testEach } from '../workbench/tester/test-each.ts';
import type { TestProgress, Verdict } from '../workbench/tester/verdict.ts';
import { openGpu } from './here.node.ts';

export { kernelTestJUnit, kernelTestLines } from '../report/kernel-test-lines.ts';
export { type KernelResult, kernelExitCode, resultOf } from '../workbench/tester/kernel-report.ts';
export { LIKES } from '../workbench/tester/plain-kernels.ts';
export type { KernelQuestion, KernelReport, TestProgress, Verdict };

export interface KernelTestOptions {
  /** What the text is called in the report. */
  readonly name?: string;
  /** Longest time that the cases of one size are run for, in milliseconds (default 20,000). */
  readonly time?: number;
  readonly signal?: AbortSignal;
  /** Told before each case, with the index of its size. */
  readonly onProgress?: (progress: TestProgress, size: number) => void;
}

/**
 * Runs one row alone and among others, at M = 2 to 128, and compares its bits: a search for a counterexample, not a proof. Loops are guarded, so that
 * a kernel which does not end is stopped; only `batchmates kernel test` has a process of its own for one that brings a driver down. Throws RangeError for a
 * question that cannot be asked, GpuError where there is no device, and the signal's reason.
 */
export async function testKernel(
  question: KernelQuestion,
  {
    name = 'kernel',
    time = 20_000,
    signal = new AbortController().signal,
    onProgress,
  }: KernelTestOptions = {},
): Promise<KernelReport> {
  const requests = kernelRequests(question);
  const gpu = await openGpu();
  try {
    const tests: KernelReport['tests'][number][] = [];
    const options = { time, signal, onProgress: onProgress ?? (() => undefined) };
    for await (const outcome of testEach(gpu, requests, options))
      tests.push({ setup: requests[tests.length].setup, outcome });
    return { version: 1, name, like: question.like, adapter: reportAdapter(gpu), tests };
  } finally {
    gpu.device.destroy();
  }
}
