import { benchModel } from '../src/bench/random-model.ts';
import { runBench } from '../src/bench/run-bench.ts';
import { openModel, shippedModel } from '../src/cli/engine.ts';
import { openNodeOrtEngine } from '../src/engines/ort/open-ort.node.ts';
import { tunedGpu } from '../src/engines/webgpu/tuned-gpu.ts';
import { openNodeGpu } from '../src/gpu/open-gpu.node.ts';
import type { BenchHost } from './bench-host.ts';
import { processorTime } from './processor-time.ts';

/**
 * This process, on Dawn. onnxruntime-web runs on the same device, though its WebAssembly does so in code that was compiled in
 * haste: only Chromium does it justice.
 */
export const nodeHost: BenchHost = {
  bench: async (plan, onProgress) => {
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
        onProgress,
      });
    } finally {
      gpu.device.destroy();
    }
  },
  close: () => Promise.resolve(),
};
