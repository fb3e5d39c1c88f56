import { createBreather } from '../engines/cpu/breathe.ts';
import type { Gpu } from '../gpu/device.ts';
import { MOST_ROWS } from '../workbench/cases/setup.ts';
import type { BenchPoint } from '../workbench/points/point.ts';
import { type Bench, GpuBench, openCpuBench } from '../workbench/points/points.ts';
import type { BenchTime } from '../workbench/points/timing.ts';
import type { EngineHost } from './engine-host.ts';
import type { BenchRequest, OnPoints } from './workbench-protocol.ts';

interface OpenBench {
  readonly key: string;
  /** The device it lives on; null on the CPU. */
  readonly gpu: Gpu | null;
  readonly bench: Bench;
}

/** Keeps the latest bench open: its inputs stay on the device while M slides. */
export class WorkbenchSession {
  readonly #engines: EngineHost;
  #open: OpenBench | null = null;

  constructor(engines: EngineHost) {
    this.#engines = engines;
  }

  async at(request: BenchRequest, rows: number): Promise<BenchPoint> {
    return await (await this.#bench(request)).at(rows);
  }

  async time(request: BenchRequest, rows: number, signal: AbortSignal): Promise<BenchTime | null> {
    return await (await this.#bench(request)).time(rows, signal);
  }

  /** Throws the signal's reason where aborted; the points told before stand. */
  async sweep(request: BenchRequest, signal: AbortSignal, onPoints: OnPoints): Promise<BenchPoint[]> {
    const bench = await this.#bench(request);
    const breathe = createBreather();
    const points: BenchPoint[] = [];
    let told = 0;
    let last = performance.now();
    for (let rows = 1; rows <= MOST_ROWS; rows++) {
      await breathe();
      signal.throwIfAborted();
      points.push(await bench.at(rows));
      if (performance.now() - last < TELL_MS) continue;
      onPoints(points.slice(told));
      told = points.length;
      last = performance.now();
    }
    return points;
  }

  close(): void {
    this.#open?.bench.destroy();
    this.#open = null;
  }

  async #bench({ setup, on }: BenchRequest): Promise<Bench> {
    const gpu = on === 'webgpu' ? await this.#engines.gpu() : null;
    const key = JSON.stringify(setup);
    if (this.#open?.key === key && this.#open.gpu === gpu) return this.#open.bench;
    this.close();
    const bench = gpu ? await GpuBench.open(gpu, setup) : openCpuBench(setup);
    this.#open = { key, gpu, bench };
    return bench;
  }
}

/** The page draws no oftener. */
const TELL_MS = 60;
