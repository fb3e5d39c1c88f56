import { replayArithmetic } from '../../engines/cpu/arithmetic.ts';
import { probeArithmetic } from '../../gpu/arithmetic.ts';
import { BufferPool, withinMemory } from '../../gpu/buffers.ts';
import type { Gpu } from '../../gpu/device.ts';
import { compileKernel, type Kernel } from '../../gpu/kernel.ts';
import type { MultiplyAddRule } from '../../numerics/fma.ts';
import { rulesOf } from '../../numerics/sets/sets.ts';
import { computeRow } from '../cases/compute-row.ts';
import { runDispatches } from '../cases/dispatch.ts';
import { openCase } from '../cases/open-case.ts';
import type { CompileFor, OperationCase, PreparedStep } from '../cases/operation-case.ts';
import { planAt } from '../cases/plans.ts';
import type { Company } from '../cases/rows.ts';
import { type CaseSetup, MOST_ROWS } from '../cases/setup.ts';
import { type CaseValues, caseValues } from '../cases/values.ts';
import { type Point, pointOf, rowDistance } from './point.ts';
import { type Timing, timeDispatches } from './timing.ts';

const company = (rows: number): Company => ({ rows, place: 0, seed: 1, loudness: 1 });

/** Finds row 0's bits at any M; its input is the same at every M. */
export interface Points {
  at(rows: number): Promise<Point>;
  /** Null where nothing can be timed. */
  time(rows: number, signal: AbortSignal): Promise<Timing | null>;
  destroy(): void;
}

/** Replays of row 0, one to a plan. */
class Replays {
  readonly #setup: CaseSetup;
  readonly #values: CaseValues;
  readonly #rule: MultiplyAddRule;
  readonly #rows = new Map<string, Float32Array<ArrayBuffer>>();

  constructor(setup: CaseSetup, values: CaseValues, rule: MultiplyAddRule) {
    this.#setup = setup;
    this.#values = values;
    this.#rule = rule;
  }

  at(rows: number): Float32Array<ArrayBuffer> {
    const plan = JSON.stringify(planAt(this.#setup, rows));
    const known = this.#rows.get(plan);
    if (known) return known;
    const arithmetic = replayArithmetic(this.#setup.dtype, this.#rule, rulesOf(this.#setup.set).math);
    const row = Float32Array.from(computeRow(arithmetic, this.#setup, this.#values, rows));
    this.#rows.set(plan, row);
    return row;
  }
}

/** The plans replayed on this CPU, unfused, with its own exp and square root: bits of the plans, not of a device. */
export function openCpuPoints(setup: CaseSetup): Points {
  const replays = new Replays(setup, caseValues(setup), 'unfused');
  return {
    at: (rows) => Promise.resolve(pointOf(rows, replays.at(rows), replays.at(1), null)),
    time: () => Promise.resolve(null),
    destroy: () => undefined,
  };
}

/** The engine's own kernels. Throws GpuError where buffers do not fit or a shader does not compile. */
export class GpuPoints implements Points {
  readonly #gpu: Gpu;
  readonly #pool: BufferPool;
  readonly #case: OperationCase;
  readonly #replays: Replays | null;
  readonly #steps = new Map<number, Promise<PreparedStep>>();
  #alone: Float32Array<ArrayBuffer> | null = null;

  static async open(gpu: Gpu, setup: CaseSetup): Promise<GpuPoints> {
    const { fma } = await probeArithmetic(gpu);
    const values = caseValues(setup);
    const pool = new BufferPool(gpu, 'points');
    try {
      const tools = { gpu, pool, compile: compilerOf(gpu) };
      const opened = await withinMemory(gpu.device, 'points', () => openCase(tools, setup, values));
      opened.write(company(MOST_ROWS));
      return new GpuPoints(gpu, pool, opened, fma === 'mixed' ? null : new Replays(setup, values, fma));
    } catch (error) {
      pool.destroy();
      throw error;
    }
  }

  private constructor(gpu: Gpu, pool: BufferPool, opened: OperationCase, replays: Replays | null) {
    this.#gpu = gpu;
    this.#pool = pool;
    this.#case = opened;
    this.#replays = replays;
  }

  async at(rows: number): Promise<Point> {
    this.#alone ??= await this.#run(1);
    const row = rows === 1 ? this.#alone : await this.#run(rows);
    const check = this.#replays && rowDistance(this.#replays.at(rows), row);
    return pointOf(rows, row, this.#alone, check);
  }

  async time(rows: number, signal: AbortSignal): Promise<Timing> {
    const { dispatches } = await this.#step(rows);
    return await timeDispatches(this.#gpu, dispatches, signal);
  }

  destroy(): void {
    this.#pool.destroy();
  }

  async #run(rows: number): Promise<Float32Array<ArrayBuffer>> {
    const { dispatches, copies, read } = await this.#step(rows);
    // The norm overwrites the residual stream; only row 0 is looked at.
    this.#case.write(company(1));
    return read(await runDispatches(this.#gpu, 'points', dispatches, copies));
  }

  #step(rows: number): Promise<PreparedStep> {
    const known = this.#steps.get(rows);
    if (known) return known;
    const step = this.#case.prepare(company(rows), true);
    this.#steps.set(rows, step);
    return step;
  }
}

/** Compiles each shipped kernel once. */
function compilerOf({ device }: Gpu): CompileFor {
  const compiled = new Map<string, Promise<Kernel>>();
  return (source) => {
    const known = compiled.get(source.label);
    if (known) return known;
    const kernel = compileKernel(device, source);
    compiled.set(source.label, kernel);
    return kernel;
  };
}
