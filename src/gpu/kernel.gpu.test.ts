import { expect, test } from 'vitest';
import type { GpuError } from './errors.ts';
import { compileKernel, compileOnce, type KernelSource } from './kernel.ts';
import { describeOnGpu } from './testing/describe-on-gpu.ts';

const PRELUDE = 'struct Params { scale: f32, count: u32 }';
const BODY = `@group(0) @binding(0) var<storage, read_write> y: array<f32>;
@group(0) @binding(1) var<uniform> params: Params;
override SIZE: u32;
@compute @workgroup_size(SIZE)
fn main(@builtin(global_invocation_id) id: vec3u) {
  y[id.x] = params.scale * f32(params.count);
}`;

const sourceOf = (...parts: string[]): KernelSource => ({ label: 'scale', parts, constants: { SIZE: 8 } });

await describeOnGpu('compileKernel', (gpu) => {
  const refusal = async (source: KernelSource): Promise<GpuError> => {
    const outcome = await compileKernel(gpu.device, source).catch((error: unknown) => error);
    expect(outcome).toMatchObject({ name: 'GpuError', operation: source.label });
    return outcome as GpuError;
  };

  test('a sound shader gives a kernel with the fields of its params', async () => {
    const kernel = await compileKernel(gpu.device, sourceOf(PRELUDE, BODY));
    expect(kernel.label).toBe('scale');
    expect(kernel.uniforms.map((field) => field.name)).toEqual(['scale', 'count']);
  });

  test('compiled once, it is shared; what failed is tried again', async () => {
    const sound = sourceOf(PRELUDE, BODY);
    expect(await compileOnce(gpu.device, sound)).toBe(await compileOnce(gpu.device, sourceOf(PRELUDE, BODY)));
    const broken = sourceOf(PRELUDE, 'fn main( {');
    const [first, second] = [compileOnce(gpu.device, broken), compileOnce(gpu.device, broken)];
    expect(second).toBe(first);
    await expect(first).rejects.toMatchObject({ name: 'GpuError' });
    const again = compileOnce(gpu.device, broken);
    expect(again).not.toBe(first);
    await expect(again).rejects.toMatchObject({ name: 'GpuError' });
  });

  test('a type error is shown with its place in the joined source, the line and a mark under the column', async () => {
    const broken = BODY.replace('f32(params.count)', 'params.count.x');
    const { message } = await refusal(sourceOf(PRELUDE, broken));
    const line = '  y[id.x] = params.scale * params.count.x;';
    expect(message).toMatch(/^scale: .+ at 7:\d+\n/);
    const column = Number(/ at 7:(\d+)/.exec(message)![1]);
    expect(line.slice(column - 1)).toMatch(/^((params\.)?count|x;)/);
    expect(message).toContain(`\n  ${line}\n  ${' '.repeat(column - 1)}^`);
  });

  test('a syntax error is shown in the same way', async () => {
    const { message } = await refusal(
      sourceOf(PRELUDE, BODY.replace('override SIZE: u32;', 'override SIZE u32;')),
    );
    expect(message).toMatch(/ at 4:\d+\n {2}override SIZE u32;\n/);
  });

  test('what only the pipeline can tell is refused under the same label', async () => {
    const { constants: _, ...unset } = sourceOf(PRELUDE, BODY);
    expect((await refusal(unset)).message).toMatch(/SIZE|override/i);
    // Written out: wgpu checks no size that comes by an override.
    const tooLarge = { label: 'scale', parts: [PRELUDE, BODY.replace('size(SIZE)', 'size(4096)')] };
    expect((await refusal(tooLarge)).message).toMatch(/4096|workgroup/i);
  });

  test('a refused shader leaves the device fit for use', () => {
    expect(() => gpu.errors.check()).not.toThrow();
  });
});
