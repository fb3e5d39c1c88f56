import { bindGroup } from '../../gpu/bind-groups.ts';
import type { BufferPool } from '../../gpu/buffers.ts';
import { type Gpu, rootError } from '../../gpu/device.ts';
import { deviceWait } from '../../gpu/device-wait.ts';
import { GpuError } from '../../gpu/errors.ts';
import type { Kernel } from '../../gpu/kernel.ts';
import { boundGroups, type KernelCall, type Params, type Workgroups } from '../../gpu/kernel-call.ts';
import { writeUniforms } from '../../gpu/uniform-layout.ts';

/** A call of a kernel on whole buffers. */
export type CaseCall = KernelCall<GPUBuffer>;

/** One dispatch, ready to be recorded any number of times. */
export interface BoundDispatch {
  readonly pipeline: GPUComputePipeline;
  readonly groups: readonly GPUBindGroup[];
  readonly workgroups: Workgroups;
}

const PARAMS_BYTES = 256;

export function bindDispatch(
  { device }: Gpu,
  pool: BufferPool,
  kernel: Kernel,
  call: CaseCall,
): BoundDispatch {
  const { params, workgroups } = call;
  const uniform = params && uniformOf(device, pool, kernel, params);
  const bound = [...boundGroups(call, uniform), ...(kernel.guards ? [kernel.guards] : [])];
  const groups = bound.map((buffers, index) => bindGroup(device, kernel, index, buffers));
  return { pipeline: kernel.pipeline, groups, workgroups };
}

function uniformOf(device: GPUDevice, pool: BufferPool, { uniforms }: Kernel, params: Params): GPUBuffer {
  const bytes = new ArrayBuffer(PARAMS_BYTES);
  writeUniforms(uniforms, params, new DataView(bytes), 0);
  const uniform = pool.uniform('params', PARAMS_BYTES);
  device.queue.writeBuffer(uniform, 0, bytes);
  return uniform;
}

export function recordDispatches(pass: GPUComputePassEncoder, dispatches: readonly BoundDispatch[]): void {
  for (const { pipeline, groups, workgroups } of dispatches) {
    pass.setPipeline(pipeline);
    groups.forEach((group, index) => {
      pass.setBindGroup(index, group);
    });
    pass.dispatchWorkgroups(...workgroups);
  }
}

/** A stretch of a buffer that is wanted after the dispatches. */
export interface CopyOut {
  readonly buffer: GPUBuffer;
  readonly offset: number;
  readonly bytes: number;
}

/** Runs dispatches once and returns what was asked for. Throws GpuError where the device refuses or is lost. */
export async function runDispatches(
  gpu: Gpu,
  label: string,
  dispatches: readonly BoundDispatch[],
  copies: readonly CopyOut[],
): Promise<Uint32Array<ArrayBuffer>[]> {
  const { device } = gpu;
  const offsets = copies.map((_, i) => copies.slice(0, i).reduce((sum, { bytes }) => sum + bytes, 0));
  const size = copies.reduce((sum, { bytes }) => sum + bytes, 0);
  const readback = device.createBuffer({
    label,
    size,
    usage: GPUBufferUsage.MAP_READ | GPUBufferUsage.COPY_DST,
  });
  try {
    device.pushErrorScope('validation');
    const commands = device.createCommandEncoder({ label });
    const pass = commands.beginComputePass({ label });
    recordDispatches(pass, dispatches);
    pass.end();
    copies.forEach(({ buffer, offset, bytes }, i) => {
      commands.copyBufferToBuffer(buffer, offset, readback, offsets[i], bytes);
    });
    device.queue.submit([commands.finish()]);
    const error = await device.popErrorScope();
    if (error) throw new GpuError(label, error.message);
    await mapped(gpu, label, readback);
    const bytes = readback.getMappedRange().slice(0);
    gpu.errors.check();
    return copies.map((copy, i) => new Uint32Array(bytes.slice(offsets[i], offsets[i] + copy.bytes)));
  } finally {
    readback.destroy();
  }
}

async function mapped(gpu: Gpu, label: string, readback: GPUBuffer): Promise<void> {
  try {
    await deviceWait(gpu, readback.mapAsync(GPUMapMode.READ));
  } catch (error) {
    throw await rootError(gpu, new GpuError(label, error instanceof Error ? error.message : String(error)));
  }
}
