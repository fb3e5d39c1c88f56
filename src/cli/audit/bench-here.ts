import { benchModel } from '../../bench/random-model.ts';
import type { BenchPlan, BenchProgress, BenchReport } from '../../bench/report.ts';
import { runBench } from '../../bench/run-bench.ts';
import { openNodeOrtEngine } from '../../engines/ort/open-ort.node.ts';
import { tunedGpu } from '../../engines/webgpu/tuned-gpu.ts';
import { openNodeGpu } from '../../gpu/open-gpu.node.ts';
import { openModel, shippedModel } from '../engine.ts';
import { processorTime } from '../processor-time.ts';

/**
 * A bench in this process, on Dawn. onnxruntime-web runs on the same device, though its WebAssembly does so in code that was compiled in
 * haste: only Chromium does it justice.
 */
export async function benchHere(
  plan: BenchPlan,
  onProgress: (progress: BenchProgress) => void,
  signal?: AbortSignal,
): Promise<BenchReport> {
  const { model } = plan;
  const loaded =
    'shipped' in model ? await openModel(shippedModel(model.shipped), false) : benchModel(model.random);
  const gpu = await tunedGpu(await openNodeGpu(), null);
  try {
    return await runBench(plan, {
      gpu,
      model: loaded,
      openOrt: openNodeOrtEngine,
      host: `Node ${process.version}`,
      processorTime,
      signal,
      onProgress,
    });
  } finally {
    gpu.device.destroy();
  }
}
