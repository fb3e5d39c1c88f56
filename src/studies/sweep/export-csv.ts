import { csvText } from '../../results/csv.ts';
import { observationTable } from './export-table.ts';
import type { MergedStudy } from './job.ts';
import type { Study } from './study-schema.ts';

/** Observations as comma-separated text (RFC 4180), a line of names and one an observation; what is null stays empty. */
export function studyCsv(study: Study, merged: MergedStudy): string {
  const columns = observationTable(study, merged);
  const rows = columns[0].values.map((_, row) => columns.map(({ values }) => values[row]));
  return csvText([columns.map(({ name }) => name), ...rows]);
}
