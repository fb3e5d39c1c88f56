import type { Gpu } from '../../gpu/device.ts';
import { GpuError } from '../../gpu/errors.ts';
import { tuningFor } from '../../gpu/tuning.ts';
import type { MeasuredTuning } from '../../steps/measured-tuning.ts';
import { measureTuning } from './measure-tuning.ts';

/**
 * The device, on which kernels are tiled as was measured: `known` where it was before, else now. A software adapter keeps what was
 * measured of its kind with care: it shares its processor with whoever measures. So does one with no memory to measure in; what else
 * failed is told by the first step.
 */
export async function tunedGpu(gpu: Gpu, known: MeasuredTuning | null): Promise<Gpu> {
  if (gpu.software) return gpu;
  const measured = known ?? (await measureTuning(gpu).catch(noTuning));
  if (!measured) return gpu;
  const { sharedRows, packedDot } = gpu.tuning;
  return { ...gpu, tuning: { ...tuningFor(gpu.software, measured), sharedRows, packedDot }, measured };
}

function noTuning(error: unknown): null {
  if (error instanceof GpuError) return null;
  throw error;
}
