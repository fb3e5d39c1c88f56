import { reportAdapter } from '../../engines/webgpu/webgpu-engine.ts';
import { type ShownArithmetic, type ShownCases, showArithmetic } from '../../kernels/show_arithmetic.ts';
import type { AdapterReport } from '../../steps/engine.ts';
import type { LabHost } from '../lab-host.ts';
import { aside, type Work } from '../method.ts';

/** What an adapter made of a few operands, and which it is. */
export interface ShownOn {
  readonly adapter: AdapterReport;
  readonly shown: ShownArithmetic;
}

export function censusMethods({ engines }: LabHost) {
  return {
    /** A few products, sums and exponentials on the lab's device. Throws GpuError. */
    show: aside('arithmetic', async (_: Work, cases: ShownCases): Promise<ShownOn> => {
      const gpu = await engines.gpu();
      return { adapter: reportAdapter(gpu), shown: await showArithmetic(gpu, cases) };
    }),
  };
}
