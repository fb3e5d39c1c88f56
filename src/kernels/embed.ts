import embed from '../../shaders/embed.wgsl?raw';
import type { KernelSource } from '../gpu/kernel.ts';
import { type KernelDtypes, withDtypes } from './preludes.ts';

export function embedSource(dtypes: KernelDtypes): KernelSource {
  return withDtypes('embed', dtypes, [embed]);
}
