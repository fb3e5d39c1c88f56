import { randomModel } from '../bench/random-model.ts';
import type { BenchModel, BenchReport } from '../bench/report.ts';
import { type BenchSetting, runBench } from '../bench/run-bench.ts';
import { openBrowserGpu } from '../gpu/open-browser.ts';
import type { BenchJob, OnBench } from './bench-protocol.ts';

interface BenchHost {
  /** The browser's name for itself. */
  readonly userAgent: string;
  readonly loadShipped: (name: string) => Promise<BenchSetting['model']>;
  readonly signal: AbortSignal;
}

/** A bench on a device of its own, which ends with it: what is timed shares nothing with the lab. */
export async function benchHere(
  { modelsUrl: _, ...plan }: BenchJob,
  { userAgent, loadShipped, signal }: BenchHost,
  onProgress: OnBench,
): Promise<BenchReport> {
  const model = await benchModel(plan.model, loadShipped);
  signal.throwIfAborted();
  const gpu = await openBrowserGpu();
  try {
    return await runBench(plan, {
      gpu,
      model,
      // Large, and asked for by few.
      openOrt: async (device) => {
        const { openBrowserOrtEngine } = await import('../engines/ort/open-ort-browser.ts');
        return openBrowserOrtEngine(device);
      },
      host: userAgent,
      signal,
      onProgress,
    });
  } finally {
    gpu.device.destroy();
  }
}

function benchModel(
  model: BenchModel,
  loadShipped: BenchHost['loadShipped'],
): BenchSetting['model'] | Promise<BenchSetting['model']> {
  if ('shipped' in model) return loadShipped(model.shipped);
  return randomModel(model.random);
}
