import { BindGroups } from './bind-groups.ts';
import type { BufferPool } from './buffers.ts';
import type { Gpu } from './device.ts';
import { GpuError } from './errors.ts';
import type { Kernel } from './kernel.ts';
import { type Binding, boundGroups, type KernelCall, type Params } from './kernel-call.ts';
import type { PassTimer } from './pass-timer.ts';
import { writeUniforms } from './uniform-layout.ts';

const SLOT_BYTES = 256;

/** Something that copies what a dispatch has just written. */
export interface DispatchTap {
  after(commands: GPUCommandEncoder, label: string, parts: number): void;
}

/** What may watch a step; each makes every dispatch a pass of its own. */
export interface StepWatch {
  readonly timer?: PassTimer;
  readonly tap?: DispatchTap;
}

/**
 * Records one step's dispatches into one submission. Uniforms of all dispatches lie in one buffer and are written
 * once; bind groups are made when a kernel first binds some buffers, and kept.
 */
export class StepEncoder {
  readonly #gpu: Gpu;
  readonly #uniforms: GPUBuffer;
  readonly #host: Uint8Array<ArrayBuffer>;
  readonly #slots = new Map<string, number>();
  readonly #groups: BindGroups;
  #pass: GPUComputePassEncoder | null = null;
  #commands: GPUCommandEncoder | null = null;
  #watch: StepWatch = {};

  /** `slots`: how many different sets of params a step may have. */
  constructor(gpu: Gpu, pool: BufferPool, slots: number) {
    this.#gpu = gpu;
    this.#groups = new BindGroups(gpu.device);
    this.#host = new Uint8Array(slots * SLOT_BYTES);
    this.#uniforms = pool.uniform('params', this.#host.byteLength);
  }

  /** Watched, every dispatch gets a pass of its own, which the timer times and the tap copies from. */
  begin(label: string, watch: StepWatch = {}): void {
    this.#commands = this.#gpu.device.createCommandEncoder({ label });
    this.#watch = watch;
    watch.timer?.begin();
    this.#pass = watch.timer || watch.tap ? null : this.#commands.beginComputePass({ label });
  }

  /**
   * `label` names this place in the model, `op` the params it shares with its like in other layers: within a step
   * one `op` always has the same params.
   */
  dispatch(kernel: Kernel, op: string, label: string, call: KernelCall<Binding>): void {
    const { params, workgroups, parts = 1 } = call;
    const pass = this.#pass ?? this.#watchedPass(op, label);
    const uniform = params && this.#setParams(kernel, op, params);
    pass.setPipeline(kernel.pipeline);
    const own = boundGroups<Binding>(call, uniform);
    const groups = kernel.guards ? [...own, kernel.guards] : own;
    groups.forEach((bindings, index) => {
      pass.setBindGroup(index, this.#groups.of(kernel, index, bindings));
    });
    pass.dispatchWorkgroups(...workgroups);
    if (this.#pass) return;
    pass.end();
    this.#watch.tap?.after(this.#commands!, label, parts);
  }

  /** Ends the pass, appends the copies, and submits everything at once. */
  submit(copies: (commands: GPUCommandEncoder) => void): void {
    const { queue } = this.#gpu.device;
    this.#pass?.end();
    this.#watch.timer?.resolve(this.#commands!);
    copies(this.#commands!);
    queue.writeBuffer(this.#uniforms, 0, this.#host);
    queue.submit([this.#commands!.finish()]);
    this.#pass = null;
    this.#commands = null;
  }

  #watchedPass(op: string, label: string): GPUComputePassEncoder {
    const { timer } = this.#watch;
    return this.#commands!.beginComputePass({ label, ...(timer && { timestampWrites: timer.writes(op) }) });
  }

  /** Writes the params of one op into their place in the uniform buffer, and returns it. */
  #setParams(kernel: Kernel, op: string, params: Params): GPUBufferBinding {
    const key = `${op}/${kernel.label}`;
    const offset = this.#slots.get(key) ?? this.#slots.size * SLOT_BYTES;
    if (offset >= this.#host.byteLength)
      throw new GpuError(key, 'more sets of params than the step encoder has room for');
    this.#slots.set(key, offset);
    writeUniforms(kernel.uniforms, params, new DataView(this.#host.buffer), offset);
    return { buffer: this.#uniforms, offset, size: SLOT_BYTES };
  }
}
