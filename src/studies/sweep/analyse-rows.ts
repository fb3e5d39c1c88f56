import type { Duration } from '../../numerics/inference/survival.ts';
import type { MergedStudy, Observation } from './job.ts';
import type { Measure } from './measures.ts';
import type { Selection, Study } from './study-schema.ts';

/** An observation with where it was made. */
export interface Row {
  readonly cell: readonly number[];
  readonly seed: number;
  readonly observation: Observation;
}

/** A value of a measure, of one row. */
export interface Sample {
  readonly value: number;
  /** That it is a time that ended before its event. */
  readonly censored: boolean;
  readonly completion: string | null;
  readonly unit: string;
  readonly seed: number;
}

export function rowsOf(merged: MergedStudy): readonly Row[] {
  return merged.jobs.flatMap(({ cell, seed, observations }) =>
    observations.map((observation) => ({ cell, seed, observation })),
  );
}

/** Null where the measure was not taken, or had nothing to take. */
export function sampleOf({ seed, observation }: Row, measure: Measure): Sample | null {
  const value = observation.values[measure];
  if (value === undefined || value === null) return null;
  return {
    value,
    censored: observation.censored === true,
    completion: observation.completion ?? null,
    unit: observation.unit,
    seed,
  };
}

export function meanOf(samples: readonly Sample[]): number {
  return samples.reduce((sum, { value }) => sum + value, 0) / samples.length;
}

/** How many different completions there are. */
export function distinctIn(samples: readonly Sample[]): number {
  return new Set(samples.map(({ completion }) => completion)).size;
}

export function durationsOf(samples: readonly Sample[]): readonly Duration[] {
  return samples.map(({ value, censored }) => ({ time: value, censored }));
}

/** Whether a selection takes a row; `pair`: whether its measure is of two arms. */
export function isSelected(row: Row, selection: Selection, study: Study, pair: boolean): boolean {
  const { arm, kind, against } = row.observation;
  if (selection.arm !== undefined && arm !== selection.arm) return false;
  if (selection.unitKind !== undefined && kind !== selection.unitKind) return false;
  if (pair !== (against !== null)) return false;
  return study.axes.every(({ name, values }, axis) => {
    const label = selection.axes[name];
    return label === undefined || values[row.cell[axis]].label === label;
  });
}
