import { describe, expect, it } from 'vitest';
import { wordCosts } from '../../../wgsl/value-sizes.ts';
import { wordsOf } from '../../../wgsl/wgsl-scan.ts';
import { EDITABLE_KERNELS } from '../editable-kernels.ts';

const largest = (code: string) => wordCosts(wordsOf(code)).largest;

describe('wordCosts', () => {
  it.each([
    ['let a = b;', 1],
    ['let a = array<f32, 300>();', 300],
    ['let a = array<vec4<f32>, 300u>();', 4800],
    ['alias A = array<array<f32, 10>, 20>;', 200],
    ['struct A { a: array<f32, 100>, @align(16) b: B, } struct B { a: array<u32, 0x10> }', 116],
    ['const N = 40; const M: u32 = N * 2; alias A = array<f32, (M)>;', 80],
    ['const N = 40 + 2; alias A = array<f32, N>;', 80],
    ['alias A = array<f32, 1 << 14>;', 2 ** 20],
    ['const N = 100; fn f() { const N = 1; var a: array<f32, N>; b = a; }', 2 ** 20],
    ['override N = 100; var<workgroup> a: array<f32, N>; fn f() { b = a; }', 1],
    ['@group(0) @binding(0) var<storage> a: array<f32>;', 1],
    ['struct A { a: A }', 1],
  ])('bounds what a statement may move: %s', (code, size) => {
    expect(largest(code)).toBe(size);
  });

  it.each([
    ['var<workgroup> a: array<f32, 900>; fn f() { a[1] = a[2]; }', 1],
    ['var<workgroup> a: array<f32, 900>; fn f() { let b = a; }', 900],
    ['fn f() { var a: array<f32, 900>; a[1] = 2; }', 1],
    ['var<private> a: array<f32, 900>; fn f() { a[1] = a[2]; }', 900],
    ['fn f() { var a: array<f32, 900>; g(&a); }', 900],
    ['fn f() { let a: array<f32, 900> = b; }', 900],
  ])('leaves out variables that are only indexed: %s', (code, size) => {
    expect(largest(code)).toBe(size);
  });

  it('charges every word where values are large, and what is only indexed where it is declared', () => {
    const costs = (code: string) => wordsOf(code).map((_, i) => wordCosts(wordsOf(code)).of(i));
    expect(new Set(costs('let a = array<f32, 400>();'))).toEqual(new Set([100]));
    expect(costs('var a: array<f32, 400>; a[0] = 1;').slice(0, 5)).toEqual([1, 1, 1, 3201, 1]);
  });

  it.each(EDITABLE_KERNELS)('finds no large value in $id', ({ source }) => {
    expect(largest(source('f16').parts.join('\n'))).toBeLessThanOrEqual(64);
  });

  it('takes types in types', () => {
    const nested = 'array<'.repeat(2000);
    expect(largest(`alias A = ${nested}f32${', 2>'.repeat(2000)};`)).toBe(2 ** 20);
  });
});
