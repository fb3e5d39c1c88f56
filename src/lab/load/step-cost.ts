import type { CostTable } from '../../results/load/load-record.ts';
import type { LoweredLayers } from '../../steps/lowered-layers.ts';
import type { KvMove } from '../../steps/moves.ts';
import type { StepPlan, StepSlice } from '../../steps/step-plan.ts';

/** What the cost of a step is told by. */
export interface StepSize {
  /** M. */
  readonly rows: number;
  /** Keys that a row attends to, its own included: the mean over the rows. */
  readonly keys: number;
}

export function sizeOf({ slices }: Pick<StepPlan, 'slices'>): StepSize {
  let [rows, keys] = [0, 0];
  for (const slice of slices) {
    rows += slice.tokens.length;
    keys += keysOf(slice);
  }
  return { rows, keys: rows === 0 ? 0 : keys / rows };
}

/** Keys that all rows of a slice attend to: a row's are one more than the last one's. */
function keysOf({ start, from = 0, tokens }: StepSlice): number {
  return tokens.length * (start - from) + (tokens.length * (tokens.length + 1)) / 2;
}

/** Milliseconds of steps on a virtual clock, read off a table that was measured on a device. */
export class StepCost {
  readonly table: CostTable;
  /** By rows, ascending; each one's entries by keys. */
  readonly #lines: readonly Line[];

  /** How many times as long steps take with layers lowered, by rows. */
  readonly #lowered: readonly { readonly x: number; readonly y: number }[];
  readonly #speed: number;

  /** `speed`: of a device so many times as fast. Throws RangeError where the table has no entry, or one that takes no time. */
  constructor(table: CostTable, speed = 1) {
    this.table = table;
    this.#speed = speed;
    if (table.entries.length === 0)
      throw new RangeError('cost table: expected at least one entry, found none');
    const free = table.entries.find(({ ms }) => !(ms > 0));
    if (free) {
      const { rows, keys, ms } = free;
      throw new RangeError(
        `cost table: ${rows} rows over ${keys} keys: expected more than 0 ms, found ${ms}`,
      );
    }
    this.#lines = linesOf(table);
    this.#lowered = table.lowered?.times.map(({ rows, times }) => ({ x: rows, y: times })) ?? [];
  }

  /** Of a step with rows, its moves of blocks included; of one that moves alone, those. */
  of(plan: Pick<StepPlan, 'slices' | 'moves' | 'lowered'>): number {
    const moved = (plan.moves ?? []).filter(crossesToHost).length * this.table.swapMs;
    if (plan.slices.length === 0) return moved / this.#speed;
    const size = sizeOf(plan);
    return (this.ofSize(size) * this.#loweredTimes(size, plan.lowered) + moved) / this.#speed;
  }

  /** How many times as long a step takes with layers lowered; 1 where the table says nothing of their format. */
  #loweredTimes({ rows }: StepSize, lowered: LoweredLayers | undefined): number {
    const { lowered: known } = this.table;
    if (!lowered || known?.to !== lowered.to) return 1;
    const points = this.#lowered;
    const last = points[points.length - 1];
    const all = rows >= last.x ? last.y : interpolated(points, rows);
    return 1 + ((all - 1) * lowered.layers.length) / known.layers;
  }

  /** Linear between entries and beyond them, but never less than the cheapest one. */
  ofSize({ rows, keys }: StepSize): number {
    const along = this.#lines.map((line) => ({ x: line.rows, y: interpolated(line.points, keys) }));
    return Math.max(interpolated(along, rows), this.#least);
  }

  get #least(): number {
    return Math.min(...this.table.entries.map(({ ms }) => ms));
  }
}

function crossesToHost({ kind }: KvMove): boolean {
  return kind === 'swap-in' || kind === 'swap-out';
}

interface Point {
  readonly x: number;
  readonly y: number;
}

interface Line {
  readonly rows: number;
  readonly points: readonly Point[];
}

function linesOf({ entries }: CostTable): Line[] {
  const rows = [...new Set(entries.map((entry) => entry.rows))].toSorted((a, b) => a - b);
  return rows.map((each) => ({
    rows: each,
    points: entries
      .filter((entry) => entry.rows === each)
      .map(({ keys, ms }) => ({ x: keys, y: ms }))
      .toSorted((a, b) => a.x - b.x),
  }));
}

/** On the polyline through the points, whose ends go on straight; before the first one flat, since nothing is known of it. */
function interpolated(points: readonly Point[], x: number): number {
  if (points.length === 1 || x <= points[0].x) return points[0].y;
  const found = points.findIndex((point) => point.x >= x);
  const above = found === -1 ? points.length - 1 : found;
  const [low, high] = [points[above - 1], points[above]];
  return low.y + ((high.y - low.y) * (x - low.x)) / (high.x - low.x);
}
