import { BindGroups } from './bind-groups.ts';
import type { BufferPool } from './buffers.ts';
import type { Gpu } from './device.ts';
import { type DispatchList, ListBinder, ListBuilder, type ListedDispatch } from './dispatch-list.ts';
import type { PassTimer } from './pass-timer.ts';

/** Something that copies what a dispatch has just written. */
export interface DispatchTap {
  after(commands: GPUCommandEncoder, label: string, parts: number): void;
}

/** What may watch a step; each makes every dispatch a pass of its own. */
export interface StepWatch {
  readonly timer?: PassTimer;
  readonly tap?: DispatchTap;
}

/** A submission: what it is called, what runs in it, and what is copied out of it afterwards. */
export interface Submission {
  readonly label: string;
  readonly list: DispatchList;
  readonly copies?: (commands: GPUCommandEncoder) => void;
  readonly watch?: StepWatch;
}

/**
 * Lists dispatches, and records a list into one submission. Params of all dispatches lie in one buffer and are written once, where
 * the list is another than the last; bind groups are made when a kernel first binds some buffers, and kept until `forget`.
 */
export class StepEncoder {
  readonly #gpu: Gpu;
  readonly #uniforms: GPUBuffer;
  #binder: ListBinder;
  /** The list whose params the uniform buffer holds. */
  #written: DispatchList | null = null;

  /** `slots`: how many different sets of params all lists may have. */
  constructor(gpu: Gpu, pool: BufferPool, slots: number) {
    this.#gpu = gpu;
    this.#uniforms = pool.uniform('params', ListBinder.bytes(slots));
    this.#binder = new ListBinder(new BindGroups(gpu.device), this.#uniforms);
  }

  list(build: (list: ListBuilder) => void): DispatchList {
    const builder = new ListBuilder(this.#binder);
    build(builder);
    return builder.list();
  }

  /** Lets go of all bind groups: the lists made so far bind buffers that are gone. */
  forget(): void {
    this.#binder = new ListBinder(new BindGroups(this.#gpu.device), this.#uniforms);
  }

  /** Records and submits everything at once. Watched, every dispatch gets a pass of its own, which the timer times and the tap copies from. */
  submit({ label, list, copies, watch = {} }: Submission): void {
    const { device } = this.#gpu;
    const commands = device.createCommandEncoder({ label });
    if (watch.timer || watch.tap) recordWatched(commands, list, watch);
    else {
      const pass = commands.beginComputePass({ label });
      for (const dispatch of list.dispatches) record(pass, dispatch);
      pass.end();
    }
    copies?.(commands);
    if (list !== this.#written && list.params.length > 0)
      device.queue.writeBuffer(this.#uniforms, 0, list.params);
    this.#written = list;
    device.queue.submit([commands.finish()]);
  }
}

function record(
  pass: GPUComputePassEncoder,
  { pipeline, groups, workgroups }: Pick<ListedDispatch, 'pipeline' | 'groups' | 'workgroups'>,
): void {
  pass.setPipeline(pipeline);
  for (let index = 0; index < groups.length; index++) pass.setBindGroup(index, groups[index]);
  pass.dispatchWorkgroups(...workgroups);
}

function recordWatched(commands: GPUCommandEncoder, list: DispatchList, { timer, tap }: StepWatch): void {
  timer?.begin();
  for (const dispatch of list.dispatches) {
    const { label, op, parts } = dispatch;
    const pass = commands.beginComputePass({
      label,
      ...(timer && { timestampWrites: timer.writes(op, label) }),
    });
    record(pass, dispatch);
    pass.end();
    tap?.after(commands, label, parts);
  }
  timer?.resolve(commands);
}
