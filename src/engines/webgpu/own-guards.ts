import { OwnKernelError } from '../../experiment/errors.ts';
import { BufferPool } from '../../gpu/buffers.ts';
import { checkText, compileEdited, type EditedKernel } from '../../gpu/compile-edited.ts';
import { placedText } from '../../gpu/compile-message.ts';
import type { Gpu } from '../../gpu/device.ts';
import { GpuError } from '../../gpu/errors.ts';
import type { EditedPart, KernelSource } from '../../gpu/kernel.ts';
import { readBack } from '../../gpu/read-back.ts';
import type { ArmSpec } from '../../steps/arm-spec.ts';
import { readStop } from '../../wgsl/loop-guard.ts';
import { limitWords } from '../../wgsl/work-budget.ts';

/** A stop report: the loop that was ended, and whether more could not have been given. */
const STOP_BYTES = 16;

interface Guarded {
  readonly name: string;
  readonly stop: GPUBuffer;
  readonly compiled: EditedKernel;
}

/** The guards of an arm's own kernels: what they may spend, and what they report after each step. */
export class OwnGuards {
  readonly #gpu: Gpu;
  readonly #arm: string;
  readonly #pool: BufferPool;
  readonly #guarded: Guarded[] = [];
  #readback: GPUBuffer | null = null;

  constructor(gpu: Gpu, arm: string) {
    this.#gpu = gpu;
    this.#arm = arm;
    this.#pool = new BufferPool(gpu, `${arm} guards`);
  }

  /** Throws OwnKernelError that names arm, kernel and line where the text does not compile or is called otherwise than its file. */
  compile = async (source: KernelSource, { name, call, work }: EditedPart): Promise<EditedKernel> => {
    const text = source.parts[source.parts.length - 1];
    const prelude = source.parts.slice(0, -1).join('\n');
    const messages = await checkText(this.#gpu, prelude, text);
    const errors = messages.filter(({ type }) => type === 'error');
    if (errors.length > 0) throw this.#error(name, errors.map(placedText).join('; '));
    const buffers = {
      stop: this.#pool.storage('stop', STOP_BYTES),
      limits: this.#pool.uniform('limits', STOP_BYTES),
    };
    try {
      const compiled = await compileEdited(this.#gpu, { source, call, text, buffers, endTogether: true });
      this.#gpu.device.queue.writeBuffer(buffers.limits, 0, limitWords(compiled.guarded, work));
      if (compiled.guards) this.#guarded.push({ name, stop: buffers.stop, compiled });
      return compiled;
    } catch (error) {
      this.#gpu.errors.check();
      if (error instanceof GpuError || error instanceof RangeError || error instanceof SyntaxError)
        throw this.#error(name, error.message);
      throw error;
    }
  };

  /** Before a step: nothing was stopped yet. */
  begin(): void {
    for (const { stop } of this.#guarded) this.#gpu.device.queue.writeBuffer(stop, 0, new Uint32Array(4));
  }

  /** Appends the copies of what was reported. */
  copy(commands: GPUCommandEncoder): void {
    if (this.#guarded.length === 0) return;
    this.#readback ??= this.#pool.readback('stops', this.#guarded.length * STOP_BYTES);
    this.#guarded.forEach(({ stop }, i) => {
      commands.copyBufferToBuffer(stop, 0, this.#readback!, i * STOP_BYTES, STOP_BYTES);
    });
  }

  /** After a step. Throws OwnKernelError that names the kernel and the loop where one was stopped: what the step left says nothing then. */
  async check(rows: number): Promise<void> {
    if (!this.#readback) return;
    const words = new Uint32Array(await readBack(this.#gpu, this.#readback));
    this.#guarded.forEach(({ name, compiled: { guarded } }, i) => {
      const report = words[(i * STOP_BYTES) / 4];
      if (report === 0) return;
      const loop = readStop(guarded.loops, report);
      const where = loop ? ` in the loop at line ${loop.line}` : '';
      throw this.#error(
        name,
        `stopped at M = ${rows}${where}: its loops wanted many times the work of the kernel in whose place it runs, and an endless one could not be ended otherwise`,
      );
    });
  }

  destroy(): void {
    this.#pool.destroy();
  }

  #error(name: string, problem: string): OwnKernelError {
    return new OwnKernelError([`arm ${this.#arm}: own kernel ${name}: ${problem}`]);
  }
}

/** What a device says of its loss names no kernel: those that are not the lab's are the first to look at. */
export function namingOwn(error: unknown, { name, own = {} }: Pick<ArmSpec, 'name' | 'own'>): unknown {
  const names = Object.values(own).map((kernel) => kernel.name);
  if (!(error instanceof GpuError) || names.length === 0) return error;
  const message = error.message.slice(`${error.operation}: `.length);
  return new GpuError(
    error.operation,
    `${message}; arm ${name} runs kernels that are not the lab's: ${names.join(', ')}`,
  );
}
