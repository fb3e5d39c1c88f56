import type { WeightedSample } from '../../numerics/inference/weighted-sample.ts';
import type { Categories } from './category-counts.ts';
import type { Form } from './cell-form.ts';

/** What is kept of a window: bounded, however long the file is. */
export interface TableSummary {
  /** A file's name, and which rows of it where it was split. */
  readonly name: string;
  readonly rows: number;
  readonly columns: readonly ColumnSummary[];
  /** What was taken otherwise than it stands there, in words. */
  readonly notes: readonly string[];
}

export interface ColumnSummary {
  readonly name: string;
  /** Rows of the window, whether or not they have a cell here. */
  readonly rows: number;
  /** Cells of each form that there is; rows without a cell are `missing`. */
  readonly forms: ReadonlyMap<Form, number>;
  /** Of each form the first few cells as they stand there, cut where they are long. */
  readonly examples: ReadonlyMap<Form, readonly string[]>;
  readonly precision: Precision;
  /** Of cells with a value; null: there is none. */
  readonly numbers: NumberSummary | null;
  /** Of cells that are text, boolean or structure. */
  readonly categories: Categories;
  /** What telling forms and casting took, milliseconds. */
  readonly castingMs: number;
  /** The same a cell, without the first batches where there are more. */
  readonly nanosecondsACell: number;
}

/** How floats are written: most digits behind the point, most digits at all, and how many floats there are. */
export interface Precision {
  readonly decimals: number;
  readonly digits: number;
  readonly floats: number;
}

export interface NumberSummary {
  readonly mean: number;
  /** Of a sample, by n - 1; 0 of a single value. */
  readonly deviation: number;
  readonly min: number;
  readonly max: number;
  readonly sample: WeightedSample;
  /** How far the sample's shares may be off (99 % confidence); 0: it is whole. */
  readonly error: number;
}
