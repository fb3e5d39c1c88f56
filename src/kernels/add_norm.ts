import addNorm from '../../shaders/add_norm.wgsl?raw';
import type { KernelSource } from '../gpu/kernel.ts';
import { type KernelDtypes, withDtypes } from './preludes.ts';

/** `lanes` is the plan's, a multiple of 4; the workgroup has a quarter as many threads. */
export function addNormSource(dtypes: KernelDtypes, lanes: number): KernelSource {
  return withDtypes(`add_norm_${lanes}`, dtypes, [addNorm], { LANES: lanes });
}
