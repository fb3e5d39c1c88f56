import { BufferPool } from './buffers.ts';
import type { Gpu } from './device.ts';
import { deviceWait } from './device-wait.ts';
import type { Kernel } from './kernel.ts';
import type { KernelCall } from './kernel-call.ts';
import { StepEncoder } from './step-encoder.ts';

export type HostData = Float32Array<ArrayBuffer> | Uint32Array<ArrayBuffer>;

/** What a run of its own is given: where an input is a buffer, it is read where it lies. */
export type OneCall = Omit<KernelCall<HostData>, 'inputs'> & {
  readonly inputs: readonly (HostData | GPUBuffer)[];
};

/**
 * Runs a kernel on buffers of its own and returns its outputs, its epilogue's last, as bits. For probes, tests and what is asked now and
 * then; a step uses StepEncoder. It is submitted before anything is awaited.
 */
export async function runOnce(gpu: Gpu, kernel: Kernel, call: OneCall): Promise<Uint32Array<ArrayBuffer>[]> {
  const { inputs, outputs, weights, epilogue, ...rest } = call;
  const pool = new BufferPool(gpu, kernel.label);
  try {
    const upload = (kind: string) => (data: HostData, i: number) => pool.upload(`${kind}${i}`, data);
    const [own, ends] = [outputs, epilogue?.outputs ?? []].map((of) => of.map(upload('output')));
    const written = [...own, ...ends];
    const bytes = [...outputs, ...(epilogue?.outputs ?? [])].map((output) => output.byteLength);
    const readback = pool.readback(
      'readback',
      bytes.reduce((a, b) => a + b, 0),
    );
    const boundBy = ({ inputs, uniforms = [] }: NonNullable<typeof epilogue>) => ({
      inputs: inputs.map(upload('epilogue')),
      uniforms: uniforms.map((data, i) => pool.uploadUniform(`uniform${i}`, data)),
    });
    const encoder = new StepEncoder(gpu, pool, 1);
    const uploaded = {
      ...rest,
      inputs: inputs.map((data, i) => (ArrayBuffer.isView(data) ? upload('input')(data, i) : data)),
      ...(weights && { weights: weights.map(upload('weights')) }),
      outputs: own,
      ...(epilogue && { epilogue: { ...boundBy(epilogue), outputs: ends } }),
    };
    const offsets = bytes.map((_, i) => bytes.slice(0, i).reduce((a, b) => a + b, 0));
    encoder.submit({
      label: kernel.label,
      list: encoder.list((list) => list.dispatch(kernel, 'once', 'once', uploaded)),
      copies: (commands) =>
        written.forEach((buffer, i) => {
          commands.copyBufferToBuffer(buffer, 0, readback, offsets[i], bytes[i]);
        }),
    });
    await deviceWait(gpu, readback.mapAsync(GPUMapMode.READ));
    const copy = readback.getMappedRange().slice(0);
    gpu.errors.check();
    return offsets.map((offset, i) => new Uint32Array(copy, offset, bytes[i] / 4));
  } finally {
    pool.destroy();
  }
}
