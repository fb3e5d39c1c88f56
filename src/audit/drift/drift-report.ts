import type { TypeDrift } from './type-change.ts';

/** What alarms: a change of type or of the share of nulls, a test, or a distance beyond the threshold that tools use. */
export type Detector = 'type' | 'nulls' | 'z' | 'ks' | 'chi2' | 'psi' | 'wasserstein';

export const DETECTORS: readonly Detector[] = ['type', 'nulls', 'z', 'ks', 'chi2', 'psi', 'wasserstein'];

/** What a window has become, column by column, against the reference; plain JSON. */
export interface DriftReport {
  readonly reference: WindowFacts;
  /** In their order. */
  readonly windows: readonly WindowFacts[];
  /** Of each window its columns, in the order of the reference's. */
  readonly columns: readonly ColumnDrift[];
  readonly multiplicity: Multiplicity;
  readonly notes: readonly string[];
}

export interface WindowFacts {
  readonly name: string;
  readonly rows: number;
}

export interface ColumnDrift {
  readonly name: string;
  /** Name of the window that it is of. */
  readonly window: string;
  readonly type: TypeDrift;
  /** Shares of rows without a value; chi-square of the two shares. */
  readonly nulls: { readonly reference: number; readonly current: number } & Tested;
  readonly mean: Both | null;
  readonly std: Both | null;
  /** The article's: |z| > 3, corrected for nothing; null where there are no numbers or no spread. */
  readonly z: { readonly z: number | null; readonly alarm: boolean };
  readonly ks: { readonly d: number | null; readonly exact: boolean; readonly error: number } & Tested;
  /** Pearson's statistic; null where fewer than two classes are left. */
  readonly chi2: number | null;
  readonly chi2Test: { readonly df: number; readonly over: 'bins' | 'values' | 'hashes' } & Tested;
  readonly psi: number | null;
  /** In the column's unit. */
  readonly wasserstein: number | null;
  /** In standard deviations of the reference. */
  readonly wassersteinOfStd: number | null;
  /** Milliseconds that telling forms and casting took, in this window. */
  readonly castingMs: number;
  /** Nanoseconds a cell. */
  readonly casting: Both;
  /** What alarms in this column, after the correction. */
  readonly alarms: readonly Detector[];
}

export interface Both {
  readonly reference: number;
  readonly current: number;
}

/** p by itself and corrected over the report's family; null: not tested. */
export interface Tested {
  readonly p: number | null;
  readonly corrected: number | null;
  readonly alarm: boolean;
}

export interface Multiplicity {
  readonly method: 'holm';
  readonly alpha: number;
  /** p-values in the family: of every column and window KS, chi-square and nulls. */
  readonly tests: number;
  /** Of them at most alpha, by themselves and after the correction. */
  readonly below: number;
  readonly alarms: number;
  /** |z| > 3, and how many of them chance alone would make at 0.27 % each. */
  readonly zTests: number;
  readonly zAlarms: number;
  readonly zByChance: number;
}
