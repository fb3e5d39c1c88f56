import { readFile } from 'node:fs/promises';
import { parquetMetadata, parquetReadObjects } from 'hyparquet';
import { axisColumn } from '../src/studies/sweep/export-table.ts';
import type { MergedStudy, Observation } from '../src/studies/sweep/job.ts';
import type { StudyOutcome } from '../src/studies/sweep/outcome.ts';
import type { Study } from '../src/studies/sweep/study-schema.ts';
import { MOST_OUTCOME_BYTES } from './shipped-studies-text.ts';

/** An outcome as it ships: figures by kind of unit are left out where it would be too large with them, as the observations have them. */
export function shippable(outcome: StudyOutcome): StudyOutcome {
  if (JSON.stringify(outcome).length < MOST_OUTCOME_BYTES) return outcome;
  return { ...outcome, cells: outcome.cells.filter(({ unitKind }) => unitKind === null) };
}

type Row = Readonly<Record<string, string | number | bigint | boolean | null>>;
type MergedJob = MergedStudy['jobs'][number];

/**
 * What a study that ships observed, read back from its Parquet file: all that its analysis is made of. Fingerprints and runs made twice
 * are no part of that file.
 */
export async function shippedObservations(study: Study, path: string): Promise<MergedStudy> {
  const { buffer, byteOffset, byteLength } = await readFile(path);
  const file = buffer.slice(byteOffset, byteOffset + byteLength) as ArrayBuffer;
  const { key_value_metadata: pairs } = parquetMetadata(file);
  const metadata = (key: string) => pairs!.find((pair) => pair.key === key)!.value!;
  const rows = (await parquetReadObjects({ file })) as Row[];
  const byJob = new Map<string, Row[]>();
  for (const row of rows) {
    const own = byJob.get(String(row.job));
    if (own) own.push(row);
    else byJob.set(String(row.job), [row]);
  }
  const jobs = [...byJob.values()].map((own) => jobOf(study, own));
  return {
    ...{ version: 1, study: metadata('study_hash'), strata: JSON.parse(metadata('strata')) },
    ...{ planned: jobs.length, jobs, reruns: { jobs: [], differing: [] } },
  };
}

function jobOf(study: Study, rows: readonly Row[]): MergedJob {
  const [first] = rows;
  const cell = study.axes.map(({ name, values }) =>
    values.findIndex(({ label }) => label === first[axisColumn(name)]),
  );
  return {
    ...{ id: String(first.job), cell, seed: Number(first.seed), from: 0, to: rows.length, stratum: 0 },
    ...{ fingerprint: '', observations: rows.map((row) => observationOf(study, row)) },
  };
}

function observationOf({ measures }: Study, row: Row): Observation {
  const text = (name: string) => (row[name] === null ? null : String(row[name]));
  const against = text('against');
  const completion = text('completion');
  return {
    ...{ unit: String(row.unit), kind: text('kind'), arm: String(row.arm), against },
    values: Object.fromEntries(measures.map((measure) => [measure, row[measure] as number | null])),
    ...(row.censored === true && { censored: true }),
    ...(completion !== null && { completion }),
  };
}
