import { varianceComponents } from '../../numerics/inference/variance-components.ts';
import { meanOf, type Row, type Sample, sampleOf } from './analyse-rows.ts';
import { MEASURES, type Measure } from './measures.ts';
import type { VarianceSummary } from './outcome.ts';
import type { Study } from './study-schema.ts';

/** Fewer units or seeds have no variance between them. */
const FEWEST = 2;

interface Group extends Pick<VarianceSummary, 'measure' | 'arm' | 'against'> {
  /** By cell, then unit, then seed. */
  readonly cells: Map<string, Map<string, Map<number, Sample[]>>>;
}

/**
 * Of every share and mean in every arm (or pair of arms) how much of its variance lies between units, between seeds and in neither, within cells. Of
 * units that have a value in every cell under every seed; none where they, or seeds, are fewer than two.
 */
export function variancesOf({ measures }: Study, rows: readonly Row[]): VarianceSummary[] {
  return measures
    .filter((measure) => ['share', 'mean'].includes(MEASURES[measure].kind))
    .flatMap((measure) => groupsOf(measure, rows).flatMap(summaryOf));
}

function groupsOf(measure: Measure, rows: readonly Row[]): Group[] {
  const groups = new Map<string, Group>();
  for (const row of rows) {
    const sample = sampleOf(row, measure);
    if (!sample) continue;
    const { arm, against } = row.observation;
    const { cells } = madeAt(groups, JSON.stringify([arm, against]), () => ({
      ...{ measure, arm, against, cells: new Map() },
    }));
    const units = madeAt(cells, row.cell.join(), () => new Map());
    const seeds = madeAt(units, sample.unit, () => new Map());
    madeAt(seeds, sample.seed, () => []).push(sample);
  }
  return [...groups.values()];
}

function summaryOf({ cells, ...named }: Group): VarianceSummary[] {
  const tables = [...cells.values()];
  const seeds = [
    ...new Set(tables.flatMap((units) => [...units.values()].flatMap((own) => [...own.keys()]))),
  ];
  const units = [...tables[0].keys()].filter((unit) =>
    tables.every((table) => seeds.every((seed) => table.get(unit)?.has(seed))),
  );
  if (units.length < FEWEST || seeds.length < FEWEST) return [];
  const {
    tasks,
    seeds: between,
    residual,
  } = varianceComponents(
    tables.map((table) => units.map((unit) => seeds.map((seed) => meanOf(table.get(unit)!.get(seed)!)))),
  );
  return [
    {
      ...named,
      ...{ cells: tables.length, units: units.length, seeds: seeds.length },
      variance: { units: tasks, seeds: between, residual },
    },
  ];
}

function madeAt<Key, Value>(map: Map<Key, Value>, key: Key, make: () => Value): Value {
  const known = map.get(key);
  if (known !== undefined) return known;
  const made = make();
  map.set(key, made);
  return made;
}
