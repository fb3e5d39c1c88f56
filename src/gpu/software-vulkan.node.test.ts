import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { lavapipeIn, swiftShaderIn } from './software-vulkan.node.ts';

describe('software Vulkan drivers', () => {
  let root: string;
  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), 'software-vulkan-'));
  });
  afterEach(() => rmSync(root, { recursive: true }));

  const put = (...names: string[]) => {
    for (const name of names) writeFileSync(join(root, name), '');
  };

  it('SwiftShader wants the manifest and the driver that it names', () => {
    expect(swiftShaderIn([root])).toBeNull();
    put('vk_swiftshader_icd.json');
    expect(swiftShaderIn([root])).toBeNull();
    put('libvk_swiftshader.so');
    expect(swiftShaderIn([root])).toEqual({ loader: null, icd: join(root, 'vk_swiftshader_icd.json') });
  });

  it('SwiftShader takes the loader from the same folder, and the first folder that has all', () => {
    put('vk_swiftshader_icd.json', 'libvk_swiftshader.so', 'libvulkan.so.1');
    expect(swiftShaderIn([join(root, 'empty'), root])).toEqual({
      loader: join(root, 'libvulkan.so.1'),
      icd: join(root, 'vk_swiftshader_icd.json'),
    });
  });

  it('lavapipe is the manifest for this processor, whatever other drivers are there', () => {
    const folders = [join(root, 'missing'), root];
    put('radeon_icd.x86_64.json', 'lvp_icd.i686.json');
    expect(lavapipeIn(folders, 'x64')).toBeNull();
    put('lvp_icd.json');
    expect(lavapipeIn(folders, 'x64')).toEqual({ loader: null, icd: join(root, 'lvp_icd.json') });
    put('lvp_icd.x86_64.json');
    expect(lavapipeIn(folders, 'x64')?.icd).toBe(join(root, 'lvp_icd.x86_64.json'));
    expect(lavapipeIn(folders, 'arm64')?.icd).toBe(join(root, 'lvp_icd.json'));
  });
});
