import { expect, test } from 'vitest';
import { describeArithmetic } from '../numerics/adapter-arithmetic.ts';
import { bitsOf, f32Bits } from '../numerics/bits.ts';
import { randomValues } from '../numerics/testing/arbitraries.ts';
import { probeArithmetic } from './arithmetic.ts';
import { compileKernel } from './kernel.ts';
import { probeMultiplyAdd } from './probe.ts';
import { runOnce } from './run-once.ts';
import { describeOnGpu } from './testing/describe-on-gpu.ts';

const SUM_AND_PRODUCT = `
@group(0) @binding(0) var<storage, read> x: array<vec4f>;
@group(0) @binding(1) var<storage, read> y: array<vec4f>;
@group(0) @binding(2) var<storage, read_write> sums: array<vec4f>;
@group(0) @binding(3) var<storage, read_write> products: array<vec4f>;
@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3u) {
  sums[id.x] = x[id.x] + y[id.x];
  products[id.x] = x[id.x] * y[id.x];
}`;

const COUNT = 4096;

await describeOnGpu('probeArithmetic', (gpu) => {
  async function sumsAndProducts(x: Float32Array<ArrayBuffer>, y: Float32Array<ArrayBuffer>) {
    const kernel = await compileKernel(gpu.device, { label: 'arithmetic', parts: [SUM_AND_PRODUCT] });
    const outputs = [new Float32Array(COUNT), new Float32Array(COUNT)];
    return runOnce(gpu, kernel, { inputs: [x, y], outputs, workgroups: [COUNT / 256] });
  }

  test('the rounding found predicts the bits of sums and products it was not shown', async () => {
    const { rounding } = await probeArithmetic(gpu);
    const [x, y] = [randomValues(COUNT, 1).map((v) => 100 * v), randomValues(COUNT, 2)];
    const [sums, products] = await sumsAndProducts(x, y);
    const predicted = x.every((v, i) => sums[i] === f32Bits(v + y[i]) && products[i] === f32Bits(v * y[i]));
    expect(predicted).toBe(rounding === 'to nearest even');
  });

  test('what is found of subnormals predicts other subnormal products', async () => {
    const { subnormals } = await probeArithmetic(gpu);
    const x = randomValues(COUNT, 3).map((v) => (Math.abs(v) + 0.5) * 2 ** -126);
    const y = randomValues(COUNT, 4).map((v) => (v * v) / 4 + 2 ** -10);
    const [, products] = await sumsAndProducts(x, y);
    const expected = bitsOf(x.map((v, i) => (subnormals === 'kept' ? v * y[i] : 0)));
    // The smaller operands are subnormal themselves and may be flushed on their own.
    const normal = [...x.keys()].filter((i) => x[i] >= 2 ** -126);
    expect(normal.filter((i) => (products[i] & 0x7fffffff) !== expected[i])).toEqual([]);
  });

  test('fma is what its own probe finds, and all of it fits one line', async () => {
    const found = await probeArithmetic(gpu);
    expect(found.fma).toBe(await probeMultiplyAdd(gpu));
    expect(describeArithmetic(found)).toMatch(/^rounds .+; fma (un)?fused; a\*b\+c \w+; subnormals \w+$/);
  });
});
