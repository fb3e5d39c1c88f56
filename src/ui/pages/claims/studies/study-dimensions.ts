import { axisWords } from '../../../../report/study-selection.ts';
import { armWords } from '../../../../report/study-tables.ts';
import type { Measure } from '../../../../studies/sweep/measures.ts';
import type { CellSummary, StudyOutcome } from '../../../../studies/sweep/outcome.ts';

/** What the figures of a measure vary by: the study's axes, its arms, kinds of units. */
export interface Dimension {
  readonly name: string;
  readonly labels: readonly string[];
}

/** Of one measure: its figures by their places in every dimension. */
export interface MeasureSpace {
  readonly measure: Measure;
  readonly dimensions: readonly Dimension[];
  /** Null where nothing was measured. */
  readonly at: (place: readonly number[]) => CellSummary | null;
}

const ALL_KINDS = 'all';

/** Dimensions with one label are left out of none: they are places too, and nothing to choose. */
export function spaceOf({ definition, cells }: StudyOutcome, measure: Measure): MeasureSpace {
  const own = cells.filter((cell) => cell.measure === measure);
  const arms = [...new Set(own.map(armWords))];
  const kindOf = ({ unitKind }: CellSummary) => unitKind ?? ALL_KINDS;
  // All kinds together come first: it is what is shown where nothing was chosen.
  const kinds = [...new Set(own.map(kindOf))].sort(
    (a, b) => Number(b === ALL_KINDS) - Number(a === ALL_KINDS),
  );
  const dimensions = [
    ...definition.axes.map(({ name, values }) => ({
      name: axisWords(name),
      labels: values.map(({ label }) => label),
    })),
    { name: 'arm', labels: arms },
    { name: 'units', labels: kinds },
  ];
  const byPlace = new Map(
    own.map((cell) => [
      [...cell.cell, arms.indexOf(armWords(cell)), kinds.indexOf(kindOf(cell))].join(),
      cell,
    ]),
  );
  return { measure, dimensions, at: (place) => byPlace.get(place.join()) ?? null };
}

/** What a picture is of: the dimensions that it is over, and where it stands in the others. */
export interface Slice {
  readonly over: readonly number[];
  readonly place: readonly number[];
}

/** Over the dimensions with most to show, the larger one last; in the others at their first value. */
export function firstSlice({ dimensions }: MeasureSpace, count: number): Slice {
  const bySize = dimensions
    .map(({ labels }, index) => ({ index, size: labels.length }))
    .sort((a, b) => b.size - a.size || a.index - b.index);
  return {
    over: bySize
      .slice(0, count)
      .map(({ index }) => index)
      .reverse(),
    place: dimensions.map(() => 0),
  };
}

/** The same slice with some of its places taken from elsewhere. */
export function placeAt({ over, place }: Slice, values: readonly number[]): number[] {
  return place.map((fixed, index) => (over.includes(index) ? values[over.indexOf(index)] : fixed));
}
