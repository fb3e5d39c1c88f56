import { expect, test } from 'vitest';
import { isSoftware } from './device.ts';

test.each([
  ['SwiftShader under Dawn', 'swiftshader', 'swiftshader-device-subzero-', 'SwiftShader driver 5.0.0'],
  ['SwiftShader under wgpu', '', '49374', 'SwiftShader Device (Subzero)'],
  ['lavapipe under Dawn', '', '0x0000', 'llvmpipe (LLVM 15.0.6, 256 bits)'],
  ['lavapipe under wgpu', '', '0', 'llvmpipe (LLVM 15.0.6, 256 bits)'],
  ['WARP under Dawn', 'warp', '', ''],
  ['WARP under wgpu', '', '140', 'Microsoft Basic Render Driver'],
])('%s is software even where the flag is not set', (_, architecture, device, description) => {
  expect(isSoftware({ isFallbackAdapter: false, architecture, device, description })).toBe(true);
});

test.each([
  ['an Intel GPU under Dawn', 'gen-12lp', '0x9a49', 'Intel(R) Iris(R) Xe Graphics'],
  ['an NVIDIA GPU under wgpu', '', '9025', 'NVIDIA GeForce RTX 4090'],
  ['a browser that tells nothing', '', '', ''],
])('%s is none', (_, architecture, device, description) => {
  expect(isSoftware({ isFallbackAdapter: false, architecture, device, description })).toBe(false);
  expect(isSoftware({ isFallbackAdapter: true, architecture, device, description })).toBe(true);
});
