import { BufferPool } from '../../gpu/buffers.ts';
import type { Gpu } from '../../gpu/device.ts';
import { compileKernel } from '../../gpu/kernel.ts';
import { compileEdited, type EditedKernel } from './compile-edited.ts';
import { type CopyOut, runDispatches } from './dispatch.ts';
import { type EditableKernel, originalText } from './kernels.ts';
import { learnCase } from './learn-case.ts';
import { stoppedLine } from './loop-guard.ts';
import { matmulCase } from './matmul-case.ts';
import { openCase } from './open-case.ts';
import type { CaseTools, CompileFor, OperationCase } from './operation-case.ts';
import type { Company } from './rows.ts';
import type { BenchSetup } from './setup.ts';
import type { BenchValues } from './values.ts';

/** A loop of the edited text made more rounds than it may. */
export class StoppedLoop extends Error {
  override readonly name = 'StoppedLoop';
  /** In the edited text, from 1. */
  readonly line: number;
  /** M of the step. */
  readonly rows: number;

  constructor(line: number, rows: number) {
    super(`the loop at line ${line} was stopped at M = ${rows}`);
    this.line = line;
    this.rows = rows;
  }
}

/** An operation whose steps run an edited kernel in the place of the original. */
export class TestedKernel {
  readonly #gpu: Gpu;
  readonly #pool: BufferPool;
  readonly #case: OperationCase;
  readonly #stops: GPUBuffer;
  #loops: readonly number[] = [];

  /** Throws GpuError where the inputs do not fit the adapter. */
  constructor(gpu: Gpu, kernel: EditableKernel, setup: BenchSetup, values: BenchValues, text: string) {
    this.#gpu = gpu;
    this.#pool = new BufferPool(gpu, 'tested');
    this.#stops = this.#pool.storage('stops', 16);
    const original = originalText(kernel, setup.dtype);
    const edited = new Map<string, Promise<EditedKernel>>();
    const compile: CompileFor = async (source, contract) => {
      if (source.parts[source.parts.length - 1] !== original) return compileKernel(gpu.device, source);
      const known = edited.get(source.label) ?? compileEdited(gpu, source, contract, text, this.#stops);
      edited.set(source.label, known);
      const compiled = await known;
      this.#loops = compiled.loops;
      return compiled;
    };
    this.#case = caseOf({ gpu, pool: this.#pool, compile }, kernel, setup, values);
  }

  /** The watched row's output. Throws StoppedLoop, or GpuError where the device refuses or is lost. */
  async run(company: Company): Promise<Float32Array<ArrayBuffer>> {
    const { dispatches, copies, written, read } = await this.#case.prepare(company, false);
    this.#case.write(company);
    for (const region of written) this.#poison(region);
    this.#gpu.device.queue.writeBuffer(this.#stops, 0, new Uint32Array(4));
    const stops = { buffer: this.#stops, offset: 0, bytes: 16 };
    const [[stopped], ...copied] = await runDispatches(this.#gpu, 'edited', dispatches, [stops, ...copies]);
    if (stopped > 0) throw new StoppedLoop(stoppedLine(this.#loops, stopped) ?? 0, company.rows);
    return read(copied);
  }

  destroy(): void {
    this.#pool.destroy();
  }

  /** All bits set are a NaN in every dtype: what is not written shows. */
  #poison({ buffer, offset, bytes }: CopyOut): void {
    this.#gpu.device.queue.writeBuffer(buffer, offset, new Uint8Array(bytes).fill(0xff));
  }
}

function caseOf(
  tools: CaseTools,
  kernel: EditableKernel,
  setup: BenchSetup,
  values: BenchValues,
): OperationCase {
  if (values.operation !== 'matmul') return openCase(tools, setup, values);
  if (kernel.group === 'for learning') return learnCase(tools, setup, values, kernel.source(setup.dtype));
  return matmulCase(tools, setup, values, kernel.id === 'matmul-row' ? 'row' : 'square');
}
