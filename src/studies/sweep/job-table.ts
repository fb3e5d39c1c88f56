import type { Job } from './job.ts';

const ID_CHARACTERS = 32;

/** The jobs of a plan as columns, in its order: 10^5 of them cross from a worker in a few milliseconds, as objects in seconds. */
export interface JobTable {
  readonly count: number;
  /** Ids, one after the other. */
  readonly ids: string;
  /** Which cell, counted with the last axis fastest. */
  readonly cells: Uint32Array<ArrayBuffer>;
  readonly seeds: Uint32Array<ArrayBuffer>;
  readonly from: Uint32Array<ArrayBuffer>;
  readonly to: Uint32Array<ArrayBuffer>;
}

/** `sizes`: how many values each axis has. */
export function jobTable(jobs: readonly Job[], sizes: readonly number[]): JobTable {
  const column = (of: (job: Job) => number) => Uint32Array.from(jobs, of);
  return {
    count: jobs.length,
    ids: jobs.map(({ id }) => id).join(''),
    cells: column(({ cell }) => cell.reduce((flat, value, axis) => flat * sizes[axis] + value, 0)),
    seeds: column(({ seed }) => seed),
    from: column(({ from }) => from),
    to: column(({ to }) => to),
  };
}

/** The job at a place. Throws RangeError where there is none. */
export function jobAt(table: JobTable, index: number, sizes: readonly number[]): Job {
  if (index < 0 || index >= table.count) throw new RangeError(`job ${index} of ${table.count}`);
  const cell: number[] = [];
  let flat = table.cells[index];
  for (const size of sizes.toReversed()) {
    cell.unshift(flat % size);
    flat = Math.floor(flat / size);
  }
  return {
    id: table.ids.slice(index * ID_CHARACTERS, (index + 1) * ID_CHARACTERS),
    ...{ index, cell, seed: table.seeds[index], from: table.from[index], to: table.to[index] },
  };
}

/** For each job whether it is done, as a byte. */
export function doneFlags(table: JobTable, done: ReadonlySet<string>): Uint8Array<ArrayBuffer> {
  return Uint8Array.from({ length: table.count }, (_, index) =>
    done.has(table.ids.slice(index * ID_CHARACTERS, (index + 1) * ID_CHARACTERS)) ? 1 : 0,
  );
}
