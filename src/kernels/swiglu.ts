import swiglu from '../../shaders/swiglu.wgsl?raw';
import type { KernelSource } from '../gpu/kernel.ts';
import { type KernelDtypes, withDtypes } from './preludes.ts';

export function swigluSource(dtypes: KernelDtypes): KernelSource {
  return withDtypes('swiglu', dtypes, [swiglu]);
}
