import { breathe } from '../../engines/cpu/breathe.ts';
import type { Gpu } from '../../gpu/device.ts';
import { type CaseSetup, MOST_ROWS } from '../../workbench/cases/setup.ts';
import type { Point } from '../../workbench/points/point.ts';
import { GpuPoints, openCpuPoints, type Points } from '../../workbench/points/points.ts';
import type { Timing } from '../../workbench/points/timing.ts';
import type { EngineHost } from '../engine-host.ts';
import type { LabHost } from '../lab-host.ts';
import { aside, type Work } from '../method.ts';

/** Where an operation runs: our kernels on this device, or their plans replayed on this CPU. */
export type WorkbenchOn = 'webgpu' | 'cpu';

export interface WorkbenchRequest {
  readonly setup: CaseSetup;
  readonly on: WorkbenchOn;
}

/** One operation by itself, whose inputs stay on the device while M slides. Throws GpuError. */
export function workbenchMethods({ engines }: LabHost) {
  const open = keptPoints(engines);
  return {
    /** Row 0's bits at one M. */
    at: aside('workbench', async (_: Work, request: WorkbenchRequest, rows: number): Promise<Point> => {
      return await (await open(request)).at(rows);
    }),
    /** How long a step of M rows takes; null where nothing can be timed. */
    time: aside(
      'workbench',
      async ({ signal }: Work, request: WorkbenchRequest, rows: number): Promise<Timing | null> =>
        await (await open(request)).time(rows, signal),
    ),
    /** Row 0's bits at M = 1 to 128, told one by one; the points told before it was ended stand. */
    sweep: aside(
      'workbench',
      async ({ signal, tell }: Work<Point>, request: WorkbenchRequest): Promise<readonly Point[]> => {
        const bench = await open(request);
        const points: Point[] = [];
        for (let rows = 1; rows <= MOST_ROWS; rows++) {
          await breathe();
          signal.throwIfAborted();
          const point = await bench.at(rows);
          points.push(point);
          tell(point);
        }
        return points;
      },
    ),
  };
}

interface OpenPoints {
  readonly key: string;
  /** The device it lives on; null on the CPU. */
  readonly gpu: Gpu | null;
  readonly points: Points;
}

/** Opens what is asked for in the place of the one before, unless that is the same. */
function keptPoints(engines: EngineHost): (request: WorkbenchRequest) => Promise<Points> {
  let kept: OpenPoints | null = null;
  return async ({ setup, on }) => {
    const gpu = on === 'webgpu' ? await engines.gpu() : null;
    const key = JSON.stringify(setup);
    if (kept?.key === key && kept.gpu === gpu) return kept.points;
    kept?.points.destroy();
    kept = null;
    const points = gpu ? await GpuPoints.open(gpu, setup) : openCpuPoints(setup);
    kept = { key, gpu, points };
    return points;
  };
}
