import type { BindGroups } from './bind-groups.ts';
import { GpuError } from './errors.ts';
import type { Kernel } from './kernel.ts';
import { type Binding, boundGroups, type KernelCall, type Params, type Workgroups } from './kernel-call.ts';
import { writeUniforms } from './uniform-layout.ts';

/** Bytes that a set of params takes: uniforms may only be bound at multiples of this. */
const SLOT_BYTES = 256;

/** A kernel call with everything resolved: what is left to do is to record it. */
export interface ListedDispatch {
  /** Its place in the model. */
  readonly label: string;
  /** What its like is called in every layer; times are summed under it. */
  readonly op: string;
  readonly pipeline: GPUComputePipeline;
  readonly groups: readonly GPUBindGroup[];
  readonly workgroups: Workgroups;
  /** Partial sums that it writes for each output. */
  readonly parts: number;
}

/** The dispatches of one submission in order. It is replayed as often as what they were made from comes again. */
export interface DispatchList {
  readonly dispatches: readonly ListedDispatch[];
  /** The params of all of them, as they lie in the uniform buffer. */
  readonly params: Uint8Array<ArrayBuffer>;
}

/** What the lists of one encoder share: bind groups, and where in the uniform buffer the params of an operation lie. */
export class ListBinder {
  readonly groups: BindGroups;
  readonly uniforms: GPUBuffer;
  readonly #slots = new Map<string, number>();

  constructor(groups: BindGroups, uniforms: GPUBuffer) {
    this.groups = groups;
    this.uniforms = uniforms;
  }

  /** Bytes into the uniform buffer; the same for the same operation and kernel in every list, so that lists share bind groups. */
  slotOf(key: string): number {
    const offset = this.#slots.get(key) ?? this.#slots.size * SLOT_BYTES;
    if (offset >= this.uniforms.size)
      throw new GpuError(key, 'more sets of params than the step encoder has room for');
    this.#slots.set(key, offset);
    return offset;
  }

  static bytes(slots: number): number {
    return slots * SLOT_BYTES;
  }
}

/** Makes a list of kernel calls, one after the other. */
export class ListBuilder {
  readonly #binder: ListBinder;
  readonly #dispatches: ListedDispatch[] = [];
  readonly #params: Uint8Array<ArrayBuffer>;
  #used = 0;

  constructor(binder: ListBinder) {
    this.#binder = binder;
    this.#params = new Uint8Array(binder.uniforms.size);
  }

  /**
   * `label` names this place in the model, `op` the params it shares with its like in other layers: within a list
   * one `op` always has the same params.
   */
  dispatch(kernel: Kernel, op: string, label: string, call: KernelCall<Binding>): void {
    const { params, workgroups, parts = 1 } = call;
    const uniform = params && this.#setParams(kernel, op, params);
    const own = boundGroups<Binding>(call, uniform);
    const bound = kernel.guards ? [...own, kernel.guards] : own;
    const groups = bound.map((bindings, index) => this.#binder.groups.of(kernel, index, bindings));
    this.#dispatches.push({ label, op, pipeline: kernel.pipeline, groups, workgroups, parts });
  }

  list(): DispatchList {
    return { dispatches: this.#dispatches, params: this.#params.slice(0, this.#used) };
  }

  /** Writes the params of one op into their place, and returns it. */
  #setParams(kernel: Kernel, op: string, params: Params): GPUBufferBinding {
    const offset = this.#binder.slotOf(`${op}/${kernel.label}`);
    writeUniforms(kernel.uniforms, params, new DataView(this.#params.buffer), offset);
    this.#used = Math.max(this.#used, offset + SLOT_BYTES);
    return { buffer: this.#binder.uniforms, offset, size: SLOT_BYTES };
  }
}
