import type { Gpu } from '../../gpu/device.ts';
import { compileKernel, type Kernel, type KernelSource } from '../../gpu/kernel.ts';

export type CompileOnce = (source: KernelSource) => Promise<Kernel>;

/** Compiles each kernel once per suite: compiling costs a software adapter more than running. */
export function kernelCache(gpu: Gpu): CompileOnce {
  const compiled = new Map<string, Promise<Kernel>>();
  return (source) => {
    const key = JSON.stringify([source.label, source.constants]);
    const kernel = compiled.get(key) ?? compileKernel(gpu.device, source);
    compiled.set(key, kernel);
    return kernel;
  };
}
