import { BufferPool } from './buffers.ts';
import type { Gpu } from './device.ts';
import { deviceWait } from './device-wait.ts';
import type { Kernel } from './kernel.ts';
import { type Params, StepEncoder } from './step-encoder.ts';

export type HostData = Float32Array<ArrayBuffer> | Uint32Array<ArrayBuffer>;

/** One dispatch of one kernel: what is bound, in the order in which every kernel of ours declares it. */
export interface KernelRun {
  readonly inputs: readonly HostData[];
  /** What the outputs hold beforehand, which also says how large they are. */
  readonly outputs: readonly HostData[];
  readonly params?: Params;
  readonly workgroups: readonly [number, number?, number?];
}

/** Runs a kernel on buffers of its own and returns its outputs as bits. For probes and tests; a step uses StepEncoder. */
export async function runOnce(gpu: Gpu, kernel: Kernel, run: KernelRun): Promise<Uint32Array<ArrayBuffer>[]> {
  const { inputs, outputs, params = null, workgroups } = run;
  const pool = new BufferPool(gpu, kernel.label);
  try {
    const upload = (kind: string) => (data: HostData, i: number) => pool.upload(`${kind}${i}`, data);
    const written = outputs.map(upload('output'));
    const bytes = outputs.map((output) => output.byteLength);
    const readback = pool.readback(
      'readback',
      bytes.reduce((a, b) => a + b, 0),
    );
    const encoder = new StepEncoder(gpu, pool, 1);
    encoder.begin(kernel.label);
    const bindings = [...inputs.map(upload('input')), ...written];
    encoder.dispatch(kernel, 'once', 'once', bindings, params, workgroups);
    const offsets = bytes.map((_, i) => bytes.slice(0, i).reduce((a, b) => a + b, 0));
    encoder.submit((commands) =>
      written.forEach((buffer, i) => {
        commands.copyBufferToBuffer(buffer, 0, readback, offsets[i], bytes[i]);
      }),
    );
    await deviceWait(gpu, readback.mapAsync(GPUMapMode.READ));
    const copy = readback.getMappedRange().slice(0);
    gpu.errors.check();
    return offsets.map((offset, i) => new Uint32Array(copy, offset, bytes[i] / 4));
  } finally {
    pool.destroy();
  }
}
