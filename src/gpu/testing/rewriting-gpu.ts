import type { Gpu } from '../device.ts';

/** The same device, but for what it makes of shader texts: an implementation that computes otherwise. */
export function rewritingGpu(gpu: Gpu, rewrite: (code: string) => string): Gpu {
  const device = new Proxy(gpu.device, {
    get(target, name) {
      if (name === 'createShaderModule')
        return (descriptor: GPUShaderModuleDescriptor) =>
          target.createShaderModule({ ...descriptor, code: rewrite(descriptor.code) });
      const value: unknown = Reflect.get(target, name, target);
      return typeof value === 'function' ? value.bind(target) : value;
    },
  });
  return { ...gpu, device };
}
