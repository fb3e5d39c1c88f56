import { CpuEngine } from './cpu.ts';
import { readableForwards } from './forwards.ts';
import { hasSimd } from './simd/kernels.ts';
import { simdForwards } from './simd/simd-forwards.ts';

/** The CPU engine at its fastest here; its bits are those of `new CpuEngine()`, which reads like the paper. */
export function openCpuEngine(): CpuEngine {
  return new CpuEngine('unfused', hasSimd() ? simdForwards : readableForwards);
}
