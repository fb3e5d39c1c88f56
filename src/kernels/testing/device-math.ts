import type { Gpu } from '../../gpu/device.ts';
import { compileOnce } from '../../gpu/kernel.ts';
import { runOnce } from '../../gpu/run-once.ts';
import { asFloats } from './layout.ts';

const map = (call: string) => `
@group(0) @binding(0) var<storage, read> x: array<f32>;
@group(0) @binding(1) var<storage, read_write> y: array<f32>;
@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3u) {
  if (id.x < arrayLength(&x)) {
    y[id.x] = ${call}(x[id.x]);
  }
}`;

/** The device's own exp, which no replay on the CPU can foretell. */
export const deviceExp = (gpu: Gpu, x: Float32Array<ArrayBuffer>) => mapped(gpu, 'exp', x);

/** The device's own inverse square root: the one step of RMSNorm that only a device run can predict. */
export const deviceInverseSqrt = (gpu: Gpu, x: Float32Array<ArrayBuffer>) => mapped(gpu, 'inverseSqrt', x);

async function mapped(gpu: Gpu, call: string, x: Float32Array<ArrayBuffer>): Promise<Float32Array> {
  const kernel = await compileOnce(gpu.device, { label: `map ${call}`, parts: [map(call)] });
  const outputs = [new Float32Array(x.length)];
  const workgroups = [Math.ceil(x.length / 64)] as const;
  const [bits] = await runOnce(gpu, kernel, { inputs: [x], outputs, workgroups });
  return asFloats(bits);
}
