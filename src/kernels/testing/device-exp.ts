import type { Gpu } from '../../gpu/device.ts';
import { runOnce } from '../../gpu/run-once.ts';
import type { CompileOnce } from './kernel-cache.ts';
import { asFloats } from './layout.ts';

const EXP = `
@group(0) @binding(0) var<storage, read> x: array<f32>;
@group(0) @binding(1) var<storage, read_write> y: array<f32>;
@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3u) {
  if (id.x < arrayLength(&x)) {
    y[id.x] = exp(x[id.x]);
  }
}`;

/** The device's own exp, which no replay on the CPU can foretell. */
export async function deviceExp(
  gpu: Gpu,
  compile: CompileOnce,
  x: Float32Array<ArrayBuffer>,
): Promise<Float32Array> {
  const kernel = await compile({ label: 'exp', parts: [EXP] });
  const outputs = [new Float32Array(x.length)];
  const workgroups = [Math.ceil(x.length / 64)] as const;
  const [bits] = await runOnce(gpu, kernel, { inputs: [x], outputs, workgroups });
  return asFloats(bits);
}
