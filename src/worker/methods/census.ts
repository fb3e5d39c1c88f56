import type { Census } from '../../census/census-types.ts';
import { censusRuntime } from '../../census/runtime.ts';
import { takeCensus } from '../../census/take-census.ts';
import { reportAdapter } from '../../engines/webgpu/webgpu-engine.ts';
import { openBrowserGpu } from '../../gpu/open-browser.ts';
import { type ShownArithmetic, type ShownCases, showArithmetic } from '../../kernels/show_arithmetic.ts';
import type { AdapterReport } from '../../steps/engine.ts';
import type { LabHost } from '../lab-host.ts';
import { type AloneWork, alone, aside, type Progress, type Work } from '../method.ts';

/** Where a census stands. */
export interface CensusProgress extends Progress {
  /** What is asked now. */
  readonly doing: string;
}

/** What an adapter made of a few operands, and which it is. */
export interface ShownOn {
  readonly adapter: AdapterReport;
  readonly shown: ShownArithmetic;
}

export function censusMethods({ engines, userAgent }: LabHost) {
  return {
    /** Asks the adapter everything, on a device of its own, which ends with it. Throws GpuError. */
    probe: alone(async ({ signal, tell }: AloneWork<CensusProgress>): Promise<Census> => {
      const gpu = await openBrowserGpu();
      const on = new Date().toISOString().slice(0, 10);
      const onProgress = (doing: string, done: number, total: number) => tell({ doing, done, total });
      const take = { runtime: censusRuntime(userAgent), on, onProgress, signal };
      return await takeCensus(gpu, take).finally(() => gpu.device.destroy());
    }),
    /** A few products, sums and exponentials on the lab's device. Throws GpuError. */
    show: aside('arithmetic', async (_: Work, cases: ShownCases): Promise<ShownOn> => {
      const gpu = await engines.gpu();
      return { adapter: reportAdapter(gpu), shown: await showArithmetic(gpu, cases) };
    }),
  };
}
