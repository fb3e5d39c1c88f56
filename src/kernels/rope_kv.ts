import ropeKv from '../../shaders/rope_kv.wgsl?raw';
import type { KernelSource } from '../gpu/kernel.ts';
import type { ModelConfig } from '../model/config.ts';
import { type KernelDtypes, withDtypes } from './preludes.ts';

export function ropeKvSource(dtypes: KernelDtypes, { heads, kvHeads, headDim }: ModelConfig): KernelSource {
  return withDtypes('rope_kv', dtypes, [ropeKv], { HEADS: heads, KV_HEADS: kvHeads, HEAD_DIM: headDim });
}

/** (positions, headDim / 2) pairs of cos and sin in f64; rounded to f32 they are what the kernel reads. */
export function ropeAngles({ headDim, ropeTheta }: ModelConfig, positions: number): Float64Array {
  const half = headDim / 2;
  const table = new Float64Array(positions * half * 2);
  for (let position = 0; position < positions; position++) {
    for (let i = 0; i < half; i++) {
      const angle = position * ropeTheta ** ((-2 * i) / headDim);
      table[(position * half + i) * 2] = Math.cos(angle);
      table[(position * half + i) * 2 + 1] = Math.sin(angle);
    }
  }
  return table;
}
