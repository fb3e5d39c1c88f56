import { expect, test } from 'vitest';
import { EDITABLE_KERNELS, originalText } from './editable-kernels.ts';
import { currentText } from './older-text.ts';
import before from './testing/matmul_row_before.wgsl?raw';

test('a text that declares its weights leaves them to the prelude, and its bindings stand one earlier', () => {
  const kept = currentText(before.replace('vec4f();', 'vec4f(1.0);'));
  expect(kept.match(/@group.*;/g)).toEqual([
    '@group(0) @binding(0) var<storage, read> x: array<Act4>;',
    '@group(0) @binding(1) var<storage, read> bounds: array<u32>;',
    '@group(0) @binding(2) var<storage, read_write> partials: array<vec4f>;',
    '@group(0) @binding(3) var<uniform> params: Params;',
  ]);
  expect(kept).toContain('var total = vec4f(1.0);');
  expect(currentText(kept)).toBe(kept);
});

test.each(EDITABLE_KERNELS)('$id stays as it is written now', (kernel) => {
  const text = originalText(kernel, 'f32');
  expect(currentText(text)).toBe(text);
});
