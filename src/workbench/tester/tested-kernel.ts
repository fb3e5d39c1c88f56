import { BufferPool } from '../../gpu/buffers.ts';
import { compileEdited, type EditedKernel, type GuardBuffers } from '../../gpu/compile-edited.ts';
import type { Gpu } from '../../gpu/device.ts';
import { compileKernel } from '../../gpu/kernel.ts';
import { splitsForm } from '../../kernels/attention.ts';
import { type GuardedSource, readStop } from '../../wgsl/loop-guard.ts';
import { limitWords, MOST_WORK } from '../../wgsl/work-budget.ts';
import { type CopyOut, runDispatches } from '../cases/dispatch.ts';
import { matmulCase } from '../cases/matmul-case.ts';
import { openCase } from '../cases/open-case.ts';
import type { CaseTools, CompileFor, OperationCase, PreparedStep } from '../cases/operation-case.ts';
import { plainCase, type Tile } from '../cases/plain-cases.ts';
import type { Company } from '../cases/rows.ts';
import type { CaseSetup } from '../cases/setup.ts';
import type { CaseValues } from '../cases/values.ts';
import { type EditableKernel, originalText } from './editable-kernels.ts';
import { firstWork } from './first-work.ts';
import type { StoppedAt } from './verdict.ts';

/** Loops of the edited text wanted more work than they may do. */
export class StoppedKernel extends Error {
  override readonly name = 'StoppedKernel';
  readonly at: StoppedAt;

  constructor(at: StoppedAt) {
    super(`stopped at M = ${at.rows}, in the loop at line ${at.loop?.line ?? 'unknown'}`);
    this.at = at;
  }
}

/** How much larger a budget a step that was stopped gets at a time. */
const MORE = 4;
/** A step that was stopped gets no more once it took this part of the time that the whole test has: a larger budget takes MORE times as long at most. */
const PART_OF_TIME = 1 / 80;

interface TestedOptions {
  readonly text: string;
  /** Longest time that the test may take, in milliseconds. */
  readonly time: number;
  /** The budget to begin with, in words; left out, `firstWork`. */
  readonly work?: number;
  /** What a workgroup of a plain product computes; left out, as the original. */
  readonly tile?: Tile | undefined;
}

/** An operation whose steps run an edited kernel in the place of the original. */
export class TestedKernel {
  readonly #gpu: Gpu;
  readonly #pool: BufferPool;
  readonly #case: OperationCase;
  readonly #buffers: GuardBuffers;
  readonly #long: number;
  #guarded: GuardedSource | null = null;
  /** Words that an invocation may run through in each of its two budgets; what one step needed the next has at once. */
  #work: number;

  /** Throws GpuError where the inputs do not fit the adapter. */
  constructor(
    gpu: Gpu,
    kernel: EditableKernel,
    setup: CaseSetup,
    values: CaseValues,
    { text, time, tile, work = firstWork(kernel, setup) }: TestedOptions,
  ) {
    this.#gpu = gpu;
    this.#long = time * PART_OF_TIME;
    this.#pool = new BufferPool(gpu, 'tested');
    this.#buffers = { stop: this.#pool.storage('stop', 16), limits: this.#pool.uniform('limits', 16) };
    this.#work = work;
    const original = originalText(kernel, setup.dtype);
    const edited = new Map<string, Promise<EditedKernel>>();
    const compile: CompileFor = async (source, call) => {
      if (source.parts[source.parts.length - 1] !== original) return compileKernel(gpu.device, source);
      const known =
        edited.get(source.label) ?? compileEdited(gpu, { source, call, text, buffers: this.#buffers });
      edited.set(source.label, known);
      const compiled = await known;
      this.#guarded = compiled.guarded;
      return compiled;
    };
    const tools = { gpu, pool: this.#pool, compile, attention: splitsForm(gpu.tuning) };
    this.#case = caseOf(tools, kernel, setup, values, tile);
  }

  /** The watched row's output. Throws StoppedKernel, or GpuError where the device refuses or is lost. */
  async run(company: Company): Promise<Float32Array<ArrayBuffer>> {
    const step = await this.#case.prepare(company, false);
    for (;;) {
      const start = performance.now();
      const { loops, full, output } = await this.#attempt(company, step);
      if (loops === 0) return output;
      const last = full > 0 || this.#work >= MOST_WORK || performance.now() - start > this.#long;
      if (last)
        throw new StoppedKernel({ rows: company.rows, loop: readStop(this.#guarded?.loops ?? [], loops) });
      this.#work = Math.min(MOST_WORK, this.#work * MORE);
    }
  }

  /** The budget that the steps so far were run with in the end, in words. */
  get work(): number {
    return this.#work;
  }

  destroy(): void {
    this.#pool.destroy();
  }

  async #attempt(company: Company, { dispatches, copies, written, read }: PreparedStep) {
    const { queue } = this.#gpu.device;
    const { stop, limits } = this.#buffers;
    this.#case.write(company);
    for (const region of written) this.#poison(region);
    queue.writeBuffer(stop, 0, new Uint32Array(4));
    if (this.#guarded) queue.writeBuffer(limits, 0, limitWords(this.#guarded, this.#work));
    const stops = { buffer: stop, offset: 0, bytes: 16 };
    const [[loops, full], ...copied] = await runDispatches(this.#gpu, 'edited', dispatches, [
      stops,
      ...copies,
    ]);
    return { loops, full, output: read(copied) };
  }

  /** All bits set are a NaN in every dtype: what is not written shows. */
  #poison({ buffer, offset, bytes }: CopyOut): void {
    this.#gpu.device.queue.writeBuffer(buffer, offset, new Uint8Array(bytes).fill(0xff));
  }
}

function caseOf(
  tools: CaseTools,
  kernel: EditableKernel,
  setup: CaseSetup,
  values: CaseValues,
  tile: Tile | undefined,
): OperationCase {
  if (kernel.group !== 'of the engine')
    return plainCase(tools, setup, values, kernel.source(setup.dtype), tile);
  if (values.operation !== 'matmul') return openCase(tools, setup, values);
  return matmulCase(tools, setup, values, kernel.id === 'matmul-row' ? 'row' : 'square');
}
