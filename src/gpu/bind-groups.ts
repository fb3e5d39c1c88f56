import type { Kernel } from './kernel.ts';
import type { Binding } from './kernel-call.ts';

/** What is known of the bindings so far: their group, and what may follow. */
class Bound {
  group: GPUBindGroup | null = null;
  readonly #next = new Map<object | number | undefined, Bound>();

  and(next: object | number | undefined): Bound {
    const known = this.#next.get(next);
    if (known) return known;
    const bound = new Bound();
    this.#next.set(next, bound);
    return bound;
  }
}

/**
 * Bind groups, each made once for a kernel and what it binds, whatever the dispatch is called: a place that comes to bind other
 * buffers gets another group, and places that bind the same ones share one. Every dispatch of every step asks, so no key is
 * made of what is bound: it is looked up one binding after the other.
 */
export class BindGroups {
  readonly #device: GPUDevice;
  readonly #kernels = new Bound();

  constructor(device: GPUDevice) {
    this.#device = device;
  }

  of(kernel: Kernel, index: number, bindings: readonly Binding[]): GPUBindGroup {
    let bound = this.#kernels.and(kernel.pipeline).and(index);
    for (const each of bindings)
      bound = 'buffer' in each ? bound.and(each.buffer).and(each.offset).and(each.size) : bound.and(each);
    bound.group ??= bindGroup(this.#device, kernel, index, bindings);
    return bound.group;
  }
}

/** A bind group that is made anew. */
export function bindGroup(
  device: GPUDevice,
  { label, pipeline }: Kernel,
  index: number,
  bindings: readonly Binding[],
): GPUBindGroup {
  const entries = bindings.map((each, binding) => ({
    binding,
    resource: 'buffer' in each ? each : { buffer: each },
  }));
  return device.createBindGroup({ label, layout: pipeline.getBindGroupLayout(index), entries });
}
