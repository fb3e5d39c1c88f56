import { expect, test } from 'vitest';
import { fusedMultiplyAdd, multiplyThenAdd } from '../numerics/fma.ts';
import { randomValues } from '../numerics/testing/arbitraries.ts';
import { compileKernel } from './kernel.ts';
import { probeMultiplyAdd } from './probe.ts';
import { runOnce } from './run-once.ts';
import { describeOnGpu } from './testing/describe-on-gpu.ts';

const FMA = `
@group(0) @binding(0) var<storage, read> abc: array<vec3f>;
@group(0) @binding(1) var<storage, read_write> results: array<f32>;
@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3u) {
  results[id.x] = fma(abc[id.x].x, abc[id.x].y, abc[id.x].z);
}`;

await describeOnGpu('probeMultiplyAdd', (gpu) => {
  test('the rule found predicts the bits of multiply-adds it was not shown', async () => {
    const rule = await probeMultiplyAdd(gpu);
    const kernel = await compileKernel(gpu.device, { label: 'fma', parts: [FMA] });
    const abc = randomValues(4096 * 4, 3);
    const outputs = [new Float32Array(4096)];
    const [bits] = await runOnce(gpu, kernel, { inputs: [abc], outputs, workgroups: [64] });
    const found = new Float32Array(bits.buffer, bits.byteOffset, bits.length);
    const predicted = (madd: typeof multiplyThenAdd) =>
      found.filter((x, i) => x !== madd(abc[4 * i], abc[4 * i + 1], abc[4 * i + 2])).length;
    const differing = { unfused: predicted(multiplyThenAdd), fused: predicted(fusedMultiplyAdd) };
    expect(differing[rule]).toBe(0);
    expect(differing[rule === 'fused' ? 'unfused' : 'fused']).toBeGreaterThan(0);
  });
});
