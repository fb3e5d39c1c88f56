import { createRandom } from '../../experiment/random.ts';
import { KllSketch, kllRankError } from '../../numerics/inference/kll-sketch.ts';
import { Moments } from '../../numerics/inference/moments.ts';
import { CategoryCounts, copied } from './category-counts.ts';
import { CellReader, type Form, NUMERIC } from './cell-form.ts';
import type { ColumnSummary, NumberSummary } from './column-summary.ts';

const MOST_EXAMPLES = 3;
const LONGEST_EXAMPLE = 60;
/** Batches. */
const WARM_UP = 4;
/** Forms whose cells are counted by what they say. */
const COUNTED: ReadonlySet<Form> = new Set(['text', 'boolean', 'structure']);

/** A column of a window, taken in batch by batch. */
export class ColumnTally {
  readonly #name: string;
  readonly #typed: boolean;
  readonly #reader = new CellReader();
  readonly #forms = new Map<Form, number>();
  readonly #examples = new Map<Form, string[]>();
  readonly #categories = new CategoryCounts();
  readonly #sketch: KllSketch;
  #precision = { decimals: 0, digits: 0, floats: 0 };
  readonly #moments = new Moments();
  #range = { min: Number.POSITIVE_INFINITY, max: Number.NEGATIVE_INFINITY };
  #castingMs = 0;
  /** Of the batches behind the first ones, in which the engine still compiles this. */
  #steady = { batches: 0, cells: 0, ms: 0 };
  /** Of the batch at hand, kept so that it is not made anew for each. */
  #values = new Float64Array(0);
  #kinds: Form[] = [];

  /** `typed`: cells have types of their own; `k`: of the sketch. */
  constructor(name: string, typed: boolean, k: number) {
    this.#name = name;
    this.#typed = typed;
    this.#sketch = new KllSketch(k, createRandom(1));
  }

  add(cells: readonly unknown[]): void {
    this.#cast(cells);
    // A column's cells are mostly of one form: what that means is looked up once for a run of them.
    for (let from = 0; from < cells.length; ) {
      const form = this.#kinds[from];
      let to = from + 1;
      while (to < cells.length && this.#kinds[to] === form) to++;
      this.#addRun(form, cells, from, to);
      from = to;
    }
  }

  #addRun(form: Form, cells: readonly unknown[], from: number, to: number): void {
    if (NUMERIC.has(form)) for (let i = from; i < to; i++) this.#addNumber(this.#values[i]);
    else if (COUNTED.has(form)) for (let i = from; i < to; i++) this.#categories.add(textOf(cells[i]));
    const count = this.#forms.get(form) ?? 0;
    this.#forms.set(form, count + to - from);
    if (form === 'missing') return;
    const shown = Math.min(to, from + MOST_EXAMPLES - count);
    for (let i = from; i < shown; i++) this.#keepExample(form, cells[i]);
  }

  result(rows: number): ColumnSummary {
    const seen = [...this.#forms.values()].reduce((sum, count) => sum + count, 0);
    const missing = (this.#forms.get('missing') ?? 0) + rows - seen;
    const forms = new Map(this.#forms);
    if (missing > 0) forms.set('missing', missing);
    return {
      ...{ name: this.#name, rows, forms, examples: this.#examples, precision: this.#precision },
      ...{ numbers: this.#numbers(), categories: this.#categories.result() },
      ...{ castingMs: this.#castingMs, nanosecondsACell: this.#nanosecondsACell(rows) },
    };
  }

  /** By itself and column by column, so that its time can be told: a clock is too coarse for a cell. */
  #cast(cells: readonly unknown[]): void {
    if (this.#values.length < cells.length) this.#values = new Float64Array(cells.length);
    const [reader, values, kinds] = [this.#reader, this.#values, this.#kinds];
    let { decimals, digits, floats } = this.#precision;
    const began = performance.now();
    for (let i = 0; i < cells.length; i++) {
      const cell = cells[i];
      if (!this.#typed && typeof cell === 'string') reader.text(cell);
      else reader.typed(cell);
      kinds[i] = reader.form;
      values[i] = reader.value;
      if (reader.form !== 'float' && reader.form !== 'float as text') continue;
      floats++;
      if (reader.decimals > decimals) decimals = reader.decimals;
      if (reader.digits > digits) digits = reader.digits;
    }
    this.#timed(performance.now() - began, cells.length);
    this.#precision = { decimals, digits, floats };
  }

  #timed(milliseconds: number, cells: number): void {
    this.#castingMs += milliseconds;
    if (++this.#steady.batches <= WARM_UP) return;
    this.#steady.cells += cells;
    this.#steady.ms += milliseconds;
  }

  #nanosecondsACell(rows: number): number {
    const { cells, ms } = this.#steady;
    if (cells > 0) return (1e6 * ms) / cells;
    return rows > 0 ? (1e6 * this.#castingMs) / rows : 0;
  }

  #addNumber(value: number): void {
    this.#moments.add(value);
    const range = this.#range;
    if (value < range.min) range.min = value;
    if (value > range.max) range.max = value;
    this.#sketch.add(value);
  }

  #numbers(): NumberSummary | null {
    const { n, mean, deviation } = this.#moments;
    if (n === 0) return null;
    const error = this.#sketch.isWhole ? 0 : kllRankError(this.#sketch.k);
    return {
      ...{ mean, deviation: n > 1 ? deviation : 0, ...this.#range },
      ...{ sample: this.#sketch.sample(), error },
    };
  }

  #keepExample(form: Form, cell: unknown): void {
    const text = textOf(cell);
    const shown = copied(text.length > LONGEST_EXAMPLE ? `${text.slice(0, LONGEST_EXAMPLE)}…` : text);
    const kept = this.#examples.get(form);
    if (!kept) this.#examples.set(form, [shown]);
    else if (!kept.includes(shown)) kept.push(shown);
  }
}

function textOf(cell: unknown): string {
  if (typeof cell === 'string') return cell;
  if (cell instanceof Date) return cell.toISOString();
  if (typeof cell === 'object') return jsonOf(cell);
  return String(cell);
}

/** Throws TooDeepError: a parser goes down further than what writes JSON. */
function jsonOf(cell: unknown): string {
  try {
    return JSON.stringify(cell, (_, value) => (typeof value === 'bigint' ? `${value}` : value));
  } catch (cause) {
    throw new TooDeepError('expected a structure of fewer levels', { cause });
  }
}

/** A cell that no text can be made of. */
export class TooDeepError extends Error {
  override readonly name = 'TooDeepError';
}
