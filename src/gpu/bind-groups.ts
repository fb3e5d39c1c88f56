import type { Kernel } from './kernel.ts';
import type { Binding } from './kernel-call.ts';

/**
 * Bind groups, each made once for a kernel and what it binds, whatever the dispatch is called: a place that comes to bind other
 * buffers gets another group, and places that bind the same ones share one.
 */
export class BindGroups {
  readonly #device: GPUDevice;
  readonly #known = new Map<string, GPUBindGroup>();
  readonly #numbers = new WeakMap<GPUObjectBase, number>();
  #count = 0;

  constructor(device: GPUDevice) {
    this.#device = device;
  }

  of(kernel: Kernel, bindings: readonly Binding[]): GPUBindGroup {
    const resources = bindings.map(resourceOf);
    const parts = resources.map(({ buffer, offset, size }) =>
      [this.#numberOf(buffer), offset, size].join(' '),
    );
    const key = [this.#numberOf(kernel.pipeline), ...parts].join();
    const known = this.#known.get(key);
    if (known) return known;
    const group = this.#device.createBindGroup({
      label: kernel.label,
      layout: kernel.pipeline.getBindGroupLayout(0),
      entries: resources.map((resource, binding) => ({ binding, resource })),
    });
    this.#known.set(key, group);
    return group;
  }

  #numberOf(one: GPUObjectBase): number {
    const known = this.#numbers.get(one) ?? ++this.#count;
    this.#numbers.set(one, known);
    return known;
  }
}

function resourceOf(binding: Binding): GPUBufferBinding {
  return 'buffer' in binding ? binding : { buffer: binding };
}
