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

  of(kernel: Kernel, index: number, bindings: readonly Binding[]): GPUBindGroup {
    const resources = bindings.map(resourceOf);
    const parts = resources.map(({ buffer, offset, size }) =>
      [this.#numberOf(buffer), offset, size].join(' '),
    );
    const key = [this.#numberOf(kernel.pipeline), index, ...parts].join();
    const known = this.#known.get(key);
    if (known) return known;
    const group = bindGroup(this.#device, kernel, index, bindings);
    this.#known.set(key, group);
    return group;
  }

  #numberOf(one: GPUObjectBase): number {
    const known = this.#numbers.get(one) ?? ++this.#count;
    this.#numbers.set(one, known);
    return known;
  }
}

/** A bind group that is made anew. */
export function bindGroup(
  device: GPUDevice,
  { label, pipeline }: Kernel,
  index: number,
  bindings: readonly Binding[],
): GPUBindGroup {
  const entries = bindings.map((each, binding) => ({ binding, resource: resourceOf(each) }));
  return device.createBindGroup({ label, layout: pipeline.getBindGroupLayout(index), entries });
}

function resourceOf(binding: Binding): GPUBufferBinding {
  return 'buffer' in binding ? binding : { buffer: binding };
}
