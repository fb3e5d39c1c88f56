import { createRandom } from '../../experiment/random.ts';
import { survivalCurve } from '../../numerics/inference/survival.ts';
import { clustered, independentBy } from './analyse-contrast.ts';
import { estimateOf } from './analyse-estimate.ts';
import { seedOf } from './analyse-hypotheses.ts';
import { durationsOf, type Row, type Sample, sampleOf } from './analyse-rows.ts';
import { type Cluster, horizonOf, whole } from './analyse-statistic.ts';
import { MEASURES, type Measure } from './measures.ts';
import type { CellSummary } from './outcome.ts';
import type { Study } from './study-schema.ts';

/** Fewer draws than of a hypothesis, as there are many cells: an interval's ends are told to about 2 % of its width. */
const DRAWS = 999;

interface Group {
  readonly cell: readonly number[];
  readonly arm: string;
  readonly against: string | null;
  readonly unitKind: string | null;
  readonly measure: Measure;
  readonly samples: readonly Sample[];
}

/** Every measure over every cell, arm (or pair of arms) and kind of unit, and over all kinds. */
export function cellsOf(study: Study, rows: readonly Row[]): CellSummary[] {
  const groups = groupsOf(study, rows);
  const horizons = horizonsOf(groups);
  return groups.map(({ samples, ...group }) => {
    const { measure, unitKind } = group;
    const { kind } = MEASURES[measure];
    const by = independentBy(samples);
    const random = createRandom(seedOf(JSON.stringify(group)));
    const horizon = horizons.get(unitKind) ?? 0;
    const options = { alpha: study.plan.alpha, random, draws: DRAWS, horizon };
    return {
      ...group,
      n: samples.length,
      estimate: estimateOf(kind, clustersOf(samples, by), options, by),
      ...(kind === 'survival' && { survival: curveOf(samples) }),
    };
  });
}

function groupsOf({ measures }: Study, rows: readonly Row[]): Group[] {
  const kinds = new Set(rows.map(({ observation }) => observation.kind));
  const groups = new Map<string, Group & { readonly samples: Sample[] }>();
  for (const row of rows) {
    const { arm, against, kind } = row.observation;
    // One kind is all kinds.
    const unitKinds = kinds.size > 1 && kind !== null ? [null, kind] : [null];
    for (const measure of measures) {
      if (MEASURES[measure].pair !== (against !== null)) continue;
      const sample = sampleOf(row, measure);
      if (!sample) continue;
      for (const unitKind of unitKinds) {
        const named = { cell: row.cell, arm, against, unitKind, measure };
        const key = [row.cell, arm, against, unitKind, measure].join('|');
        const group = groups.get(key);
        if (group) group.samples.push(sample);
        else groups.set(key, { ...named, samples: [sample] });
      }
    }
  }
  return [...groups.values()];
}

const clustersOf = (samples: readonly Sample[], by: 'units' | 'seeds'): Cluster[] =>
  clustered(samples, (sample) => sample, by).map(whole);

/** Of each kind of unit one time up to which all cells are told of, so that their restricted means compare. */
function horizonsOf(groups: readonly Group[]): Map<string | null, number> {
  const horizons = new Map<string | null, number>();
  for (const { measure, unitKind, samples } of groups) {
    if (MEASURES[measure].kind !== 'survival') continue;
    const own = horizonOf([clustersOf(samples, 'units')]);
    horizons.set(unitKind, Math.min(own, horizons.get(unitKind) ?? own));
  }
  return horizons;
}

function curveOf(samples: readonly Sample[]): NonNullable<CellSummary['survival']> {
  const durations = durationsOf(samples);
  return {
    curve: survivalCurve(durations).map(({ time, share }) => [time, Number(share.toFixed(6))]),
    censored: durations.filter(({ censored }) => censored).length,
  };
}
