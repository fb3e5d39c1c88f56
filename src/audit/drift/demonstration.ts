import { createRandom } from '../../experiment/random.ts';
import { kolmogorovSmirnov } from '../../numerics/inference/kolmogorov-smirnov.ts';
import { meanShiftZ } from '../../numerics/inference/mean-shift.ts';
import { momentsOf } from '../../numerics/inference/moments.ts';
import type { TableSummary } from './column-summary.ts';
import { driftReport } from './drift.ts';
import type { DriftReport } from './drift-report.ts';
import { type Pause, summarise } from './read-table.ts';
import type { TableBatch, TableReader } from './table-source.ts';

/** What the article's detector does with a variance that doubles, and with a shift that matters to nobody. */
export interface Demonstration {
  /** Of two windows of `rows` rows each; columns `doubled variance`, `moved by 1 % of a deviation` and `nothing`. */
  readonly report: DriftReport;
  readonly rows: number;
  /** Shares of `draws` pairs of samples of `values` values that alarm, the variance doubled between them. */
  readonly doubled: {
    readonly draws: number;
    readonly values: number;
    readonly z: number;
    readonly ks: number;
  };
}

export const DOUBLED = 'doubled variance';
export const MOVED = 'moved by 1 % of a deviation';
export const NOTHING = 'nothing changed';
/** In standard deviations. */
const TRIFLE = 0.01;
const BATCH = 10_000;
const DRAWS = 200;
const VALUES = 2000;
/** Two-sided, of |z| > 3. */
const LEVEL = 0.0027;

/** Draws it, by a seed: the same each time. `rows` is 10^6 where time allows. */
export async function demonstrate(seed: number, rows: number, pause: Pause): Promise<Demonstration> {
  const normal = normals(seed);
  const windows: TableSummary[] = [];
  for (const isCurrent of [false, true]) {
    const name = isCurrent ? 'current' : 'reference';
    const table = drawnTable(rows, normal, isCurrent);
    const told: Pause = (done, total) => pause(done + (isCurrent ? total : 0), 2 * total);
    windows.push(...(await summarise(table, { name, size: rows }, { split: { kind: 'none' }, pause: told })));
  }
  let [z, ks] = [0, 0];
  for (let draw = 0; draw < DRAWS; draw++) {
    const [before, after] = [1, Math.SQRT2].map((deviation) =>
      Array.from({ length: VALUES }, () => deviation * normal()),
    );
    if (meanShiftZ(momentsOf(before), momentsOf(after)).alarm) z++;
    if (kolmogorovSmirnov(before, after).p < LEVEL) ks++;
  }
  return {
    report: driftReport(windows[0], windows[1]),
    rows,
    doubled: { draws: DRAWS, values: VALUES, z: z / DRAWS, ks: ks / DRAWS },
  };
}

function drawnTable(rows: number, normal: () => number, isCurrent: boolean): TableReader {
  const columns: readonly (readonly [string, () => number])[] = [
    [DOUBLED, () => (isCurrent ? Math.SQRT2 : 1) * normal()],
    [MOVED, () => (isCurrent ? TRIFLE : 0) + normal()],
    [NOTHING, normal],
  ];
  return {
    ...{ typed: true, notes: [] },
    *batches(): Iterable<TableBatch> {
      for (let done = 0; done < rows; done += BATCH) {
        const length = Math.min(BATCH, rows - done);
        const drawn = new Map(columns.map(([name, draw]) => [name, Array.from({ length }, draw)]));
        yield {
          ...{ rows: length, names: [...drawn.keys()], done: done + length },
          cells: (name) => drawn.get(name)!,
        };
      }
    },
  };
}

/** Standard normal values, two at a time (G. E. P. Box and M. E. Muller 1958). */
function normals(seed: number): () => number {
  const random = createRandom(seed);
  const uniform = () => (random.next() + 0.5) / 2 ** 32;
  let spare: number | null = null;
  return () => {
    if (spare !== null) {
      const value = spare;
      spare = null;
      return value;
    }
    const [radius, angle] = [Math.sqrt(-2 * Math.log(uniform())), 2 * Math.PI * uniform()];
    spare = radius * Math.sin(angle);
    return radius * Math.cos(angle);
  };
}
