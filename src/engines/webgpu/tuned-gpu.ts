import type { Gpu } from '../../gpu/device.ts';
import { tuningFor } from '../../gpu/tuning.ts';
import type { MeasuredTuning } from '../../steps/measured-tuning.ts';
import { measureTuning } from './measure-tuning.ts';

/**
 * The device, on which kernels are tiled as was measured: `known` where it was before, else now. A software adapter keeps what was
 * measured of its kind with care: it shares its processor with whoever measures. Throws GpuError.
 */
export async function tunedGpu(gpu: Gpu, known: MeasuredTuning | null): Promise<Gpu> {
  if (gpu.software) return gpu;
  const measured = known ?? (await measureTuning(gpu));
  return { ...gpu, tuning: tuningFor(gpu.software, measured), measured };
}
