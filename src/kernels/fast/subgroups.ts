import type { Gpu } from '../../gpu/device.ts';
import type { KernelSource } from '../../gpu/kernel.ts';

/** Threads of a subgroup, where the device has subgroups of one known size; else 1, which means to do without. */
export function subgroupSize({ device, info }: Gpu): number {
  if (!device.features.has('subgroups')) return 1;
  const { subgroupMinSize: least = 1, subgroupMaxSize: most } = info;
  return least === most ? least : 1;
}

/** Whether workgroups of so many threads are whole subgroups. */
export function fillsSubgroups(threads: number, size: number): boolean {
  return size > 1 && threads % size === 0;
}

/** A source whose parts use subgroup operations. Directives come before everything else. */
export function withSubgroups(source: KernelSource, size: number): KernelSource {
  return {
    label: `${source.label}/s${size}`,
    parts: ['enable subgroups;', ...source.parts],
    constants: { ...source.constants, SUBGROUP: size },
  };
}
