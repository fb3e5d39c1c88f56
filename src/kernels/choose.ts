import choose from '../../shaders/choose.wgsl?raw';
import gumbel from '../../shaders/lib/gumbel.wgsl?raw';
import type { KernelSource } from '../gpu/kernel.ts';
import { withDtypes } from './preludes.ts';

export function chooseSource(): KernelSource {
  return withDtypes('choose', {}, [gumbel, choose]);
}
