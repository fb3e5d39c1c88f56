import { benchModel } from '../../bench/random-model.ts';
import type { BenchPlan, BenchProgress, BenchReport } from '../../bench/report.ts';
import { type BenchSetting, runBench } from '../../bench/run-bench.ts';
import { tunedGpu } from '../../engines/webgpu/tuned-gpu.ts';
import type { Gpu } from '../../gpu/device.ts';
import { openBrowserGpu } from '../../gpu/open-browser.ts';
import type { LabHost } from '../lab-host.ts';
import { type AloneWork, alone } from '../method.ts';

export interface BenchJob extends BenchPlan {
  /** Address of the folder that holds a folder for each shipped model; ends in a slash. */
  readonly modelsUrl: string;
}

export function benchMethods(lab: LabHost) {
  return {
    /** Times the engines on a device of its own, which ends with it: what is timed shares nothing with the lab. Tells of each round of a case. Throws GpuError, ModelError. */
    run: alone(
      async (work: AloneWork<BenchProgress>, { modelsUrl, ...plan }: BenchJob): Promise<BenchReport> => {
        const { signal, tell } = work;
        const loading = { signal, tell: () => undefined };
        const model =
          'shipped' in plan.model
            ? await lab.load(modelsUrl, { name: plan.model.shipped }, loading)
            : benchModel(plan.model.random);
        signal.throwIfAborted();
        const gpu = await tunedGpu(await openBrowserGpu(), null);
        const setting = { gpu, model, openOrt, host: lab.userAgent, signal, onProgress: tell };
        return await runBench(plan, setting).finally(() => gpu.device.destroy());
      },
    ),
  };
}

/** Large, and asked for by few. */
const openOrt: BenchSetting['openOrt'] = async (device: Gpu) => {
  const { openBrowserOrtEngine } = await import('../../engines/ort/open-ort-browser.ts');
  return openBrowserOrtEngine(device);
};
