import type { Gpu } from '../device.ts';
import { tuningFor } from '../tuning.ts';

/** For `describe.each`: one device, tuned as a GPU and as a software adapter. */
export function bothTunings(gpu: Gpu): (readonly [name: string, gpu: Gpu])[] {
  // What the device itself can do stays as it is.
  const { sharedRows, packedDot } = gpu.tuning;
  return [
    ['tuned for a GPU', { ...gpu, tuning: { ...tuningFor(false), sharedRows, packedDot } }],
    ['tuned for a software adapter', { ...gpu, tuning: { ...tuningFor(true), sharedRows, packedDot } }],
  ];
}
