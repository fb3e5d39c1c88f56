import { expect, test } from 'vitest';
import { BindGroups } from './bind-groups.ts';
import type { Kernel } from './kernel.ts';

const buffer = (label: string) => ({ label, size: 512 }) as GPUBuffer;
const kernel = (label: string) => {
  const pipeline = { label, getBindGroupLayout: (index: number) => ({ label, index }) };
  return { label, pipeline: pipeline as unknown as GPUComputePipeline, uniforms: [] } satisfies Kernel;
};

/** A device that makes groups and nothing else; the groups that it made. */
function groupsOnly() {
  const made: GPUBindGroupDescriptor[] = [];
  const createBindGroup = (descriptor: GPUBindGroupDescriptor) => {
    made.push(descriptor);
    return descriptor;
  };
  return { groups: new BindGroups({ createBindGroup } as unknown as GPUDevice), made };
}

test('the same buffers of the same kernel are bound by one group, made once', () => {
  const { groups, made } = groupsOnly();
  const [add, a, b] = [kernel('add'), buffer('a'), buffer('b')];
  const first = groups.of(add, 0, [a, { buffer: b, offset: 256, size: 16 }]);
  expect(groups.of(add, 0, [a, { buffer: b, offset: 256, size: 16 }])).toBe(first);
  expect(made).toEqual([
    {
      label: 'add',
      layout: { label: 'add', index: 0 },
      entries: [
        { binding: 0, resource: { buffer: a } },
        { binding: 1, resource: { buffer: b, offset: 256, size: 16 } },
      ],
    },
  ]);
});

test('another buffer of the same name, another order, section, kernel or index is another group', () => {
  const { groups, made } = groupsOnly();
  const [add, a, b] = [kernel('add'), buffer('a'), buffer('b')];
  const all = [
    groups.of(add, 0, [a, b]),
    groups.of(add, 0, [buffer('a'), b]),
    groups.of(add, 0, [b, a]),
    groups.of(add, 0, [a, { buffer: b, offset: 0, size: 16 }]),
    groups.of(add, 0, [a, { buffer: b, offset: 256, size: 16 }]),
    groups.of(add, 0, [a, { buffer: b, offset: 256, size: 32 }]),
    groups.of(kernel('add'), 0, [a, b]),
    groups.of(add, 1, [a, b]),
  ];
  expect(new Set(all).size).toBe(8);
  expect(made).toHaveLength(8);
});
