import { isSelected, type Row, type Sample, sampleOf } from './analyse-rows.ts';
import { MEASURES } from './measures.ts';
import type { Hypothesis, Selection, Study } from './study-schema.ts';

/** Fewer units than these say little of other units: what is drawn and flipped is then the seeds of these, where there are more. */
export const FEWEST_UNITS = 6;

/** What stands on the two sides of one pair: mostly one observation each, more where a side pools values that the other does not. */
export interface Pair {
  readonly a: readonly Sample[];
  readonly b: readonly Sample[];
}

/** The two sides of a hypothesis, by what is independent of each other. */
export type Contrast =
  | {
      readonly kind: 'paired';
      /** Pairs of one unit, or of one seed. */
      readonly clusters: readonly (readonly Pair[])[];
      readonly by: 'units' | 'seeds';
      /** Observations without one to pair with. */
      readonly alone: number;
    }
  /** Units of a are none of b's. */
  | {
      readonly kind: 'independent';
      readonly a: readonly (readonly Sample[])[];
      readonly b: readonly (readonly Sample[])[];
      readonly by: 'units' | 'seeds';
    };

export interface Sides {
  readonly contrast: Contrast;
  /** Rows that were selected but have no value. */
  readonly missing: number;
}

/** Who is compared with whom: pairs have their unit, their seed and every value alike that neither side fixes. */
export function contrastOf(study: Study, rows: readonly Row[], hypothesis: Hypothesis): Sides {
  const [a, b] = [hypothesis.a, hypothesis.b].map((selection) => side(study, rows, hypothesis, selection));
  const missing = a.missing + b.missing;
  const shared = a.samples.some(({ unit }) => b.units.has(unit));
  if (!shared && a.samples.length > 0 && b.samples.length > 0) {
    const by = [a, b].every(({ samples }) => independentBy(samples) === 'units') ? 'units' : 'seeds';
    const [clustersA, clustersB] = [a, b].map(({ samples }) => clustered(samples, (sample) => sample, by));
    return { contrast: { kind: 'independent', a: clustersA, b: clustersB, by }, missing };
  }
  const pairs = [...a.byKey].flatMap(([key, samples]) => {
    const others = b.byKey.get(key);
    return others ? [{ a: samples, b: others }] : [];
  });
  const paired = pairs.reduce((sum, pair) => sum + pair.a.length + pair.b.length, 0);
  const by = independentBy(pairs.map((pair) => pair.a[0]));
  return {
    contrast: {
      kind: 'paired',
      clusters: clustered(pairs, (pair) => pair.a[0], by),
      by,
      alone: a.samples.length + b.samples.length - paired,
    },
    missing,
  };
}

/** What is drawn anew: units, unless they are few and have more seeds. */
export function independentBy(samples: readonly Sample[]): 'units' | 'seeds' {
  const [units, seeds] = (['unit', 'seed'] as const).map(
    (what) => new Set(samples.map((sample) => sample[what])).size,
  );
  return units >= Math.min(FEWEST_UNITS, seeds) ? 'units' : 'seeds';
}

/** In order of first appearance. */
export function clustered<T>(
  items: readonly T[],
  sampleIn: (item: T) => Sample,
  by: 'units' | 'seeds',
): readonly (readonly T[])[] {
  const keyOf = (item: T) => (by === 'units' ? sampleIn(item).unit : sampleIn(item).seed);
  const groups = new Map<string | number, T[]>();
  for (const item of items) {
    const group = groups.get(keyOf(item));
    if (group) group.push(item);
    else groups.set(keyOf(item), [item]);
  }
  return [...groups.values()];
}

function side(study: Study, rows: readonly Row[], { measure, a, b }: Hypothesis, selection: Selection) {
  const { pair } = MEASURES[measure];
  // An axis or arm that either side fixes is what is contrasted; the others are held alike.
  const free = study.axes.flatMap(({ name }, axis) => (name in a.axes || name in b.axes ? [] : [axis]));
  const freeArm = a.arm === undefined && b.arm === undefined;
  const selected = rows.filter((row) => isSelected(row, selection, study, pair));
  const byKey = new Map<string, Sample[]>();
  const samples: Sample[] = [];
  for (const row of selected) {
    const sample = sampleOf(row, measure);
    if (!sample) continue;
    const { unit, arm, against } = row.observation;
    const key = JSON.stringify([
      unit,
      row.seed,
      free.map((axis) => row.cell[axis]),
      freeArm && [arm, against],
    ]);
    const alike = byKey.get(key);
    if (alike) alike.push(sample);
    else byKey.set(key, [sample]);
    samples.push(sample);
  }
  return {
    byKey,
    samples,
    units: new Set(samples.map(({ unit }) => unit)),
    missing: selected.length - samples.length,
  };
}
