import choose from '../../shaders/choose.wgsl?raw';
import gumbel from '../../shaders/lib/gumbel.wgsl?raw';
import type { KernelSource } from '../gpu/kernel.ts';
import type { Tuning } from '../gpu/tuning.ts';
import { withDtypes } from './preludes.ts';

export function chooseSource({ meetingThreads }: Tuning): KernelSource {
  return withDtypes('choose', {}, [gumbel, choose], { THREADS: Math.min(128, meetingThreads) });
}
