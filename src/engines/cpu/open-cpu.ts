import { CpuEngine } from './cpu.ts';
import type { CreateForwards } from './forwards.ts';
import { readableForwards } from './readable-forwards.ts';
import { hasSimd } from './simd/kernels.ts';
import { simdForwards } from './simd/simd-forwards.ts';

/** The CPU engine at its fastest here; its bits are those of `new CpuEngine()`, which reads like the paper. */
export function openCpuEngine(): CpuEngine {
  return new CpuEngine('unfused', fastestForwards());
}

/** Its passes by themselves, for whoever looks at every row of a step. */
export function fastestForwards(): CreateForwards {
  return hasSimd() ? simdForwards : readableForwards;
}
