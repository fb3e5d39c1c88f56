import { adapterName } from '../../results/adapter-name.ts';
import type { MergedStudy, Observation } from './job.ts';
import type { Study } from './study-schema.ts';

type Column<Kind extends string, Value> = {
  readonly name: string;
  readonly kind: Kind;
  readonly values: readonly (Value | null)[];
};

/** `whole` are unsigned 32-bit, `number` doubles, `yes` true or false. Null: nothing to say. */
export type TableColumn =
  | Column<'text', string>
  | Column<'whole', number>
  | Column<'number', number>
  | Column<'yes', boolean>;

/** What an axis's column is called: apart from all others, whatever the axis is called. */
export function axisColumn(name: string): string {
  return `axis:${name}`;
}

/**
 * Observations as columns of one length, a row each, in the order of jobs: job, a column an axis by its values' labels, seed, what was
 * observed, the study's measures by their names, and whose figures they are. Measures are in the units of `MEASURES`, shares 0 or 1.
 */
export function observationTable(study: Study, merged: MergedStudy): readonly TableColumn[] {
  type MergedJob = MergedStudy['jobs'][number];
  const rows = merged.jobs.flatMap((job) => job.observations.map((seen) => ({ job, seen })));
  const text = (name: string, of: (job: MergedJob, seen: Observation) => string | null): TableColumn => ({
    name,
    kind: 'text',
    values: rows.map(({ job, seen }) => of(job, seen)),
  });
  const adapters = merged.strata.map(({ adapter }) => adapterName(adapter));
  return [
    text('job', ({ id }) => id),
    ...study.axes.map(({ name, values }, axis) =>
      text(axisColumn(name), ({ cell }) => values[cell[axis]].label),
    ),
    { name: 'seed', kind: 'whole', values: rows.map(({ job }) => job.seed) },
    text('unit', (_, { unit }) => unit),
    text('kind', (_, { kind }) => kind),
    text('arm', (_, { arm }) => arm),
    text('against', (_, { against }) => against),
    ...study.measures.map(
      (measure): TableColumn => ({
        name: measure,
        kind: 'number',
        values: rows.map(({ seen }) => seen.values[measure] ?? null),
      }),
    ),
    ...(study.measures.includes('tokensToFork') ? [censoredColumn(rows.map(({ seen }) => seen))] : []),
    text('completion', (_, { completion }) => completion ?? null),
    text('engine', ({ stratum }) => merged.strata[stratum].engine),
    text('adapter', ({ stratum }) => adapters[stratum]),
  ];
}

/** Whether a time to the fork ended without one; null where none was taken. */
function censoredColumn(seen: readonly Observation[]): TableColumn {
  return {
    name: 'censored',
    kind: 'yes',
    values: seen.map(({ values, censored }) =>
      typeof values.tokensToFork === 'number' ? censored === true : null,
    ),
  };
}
