import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { softwareVulkanIn } from './software-vulkan.node.ts';

describe('softwareVulkanIn', () => {
  let root: string;
  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), 'software-vulkan-'));
  });
  afterEach(() => rmSync(root, { recursive: true }));

  const put = (...names: string[]) => {
    for (const name of names) writeFileSync(join(root, name), '');
  };

  it('wants the manifest and the driver that it names', () => {
    expect(softwareVulkanIn([root])).toBeNull();
    put('vk_swiftshader_icd.json');
    expect(softwareVulkanIn([root])).toBeNull();
    put('libvk_swiftshader.so');
    expect(softwareVulkanIn([root])).toEqual({ loader: null, icd: join(root, 'vk_swiftshader_icd.json') });
  });

  it('takes the loader from the same folder, and the first folder that has all', () => {
    put('vk_swiftshader_icd.json', 'libvk_swiftshader.so', 'libvulkan.so.1');
    expect(softwareVulkanIn([join(root, 'empty'), root])).toEqual({
      loader: join(root, 'libvulkan.so.1'),
      icd: join(root, 'vk_swiftshader_icd.json'),
    });
  });
});
