import { type ColumnSource, parquetWriteBuffer } from 'hyparquet-writer';
import { canonicalJson } from '../../experiment/canonical.ts';
import { observationTable, type TableColumn } from './export-table.ts';
import type { MergedStudy } from './job.ts';
import type { Study } from './study-schema.ts';

const TYPES = { text: 'STRING', whole: 'INT64', number: 'DOUBLE', yes: 'BOOLEAN' } as const;

/**
 * Observations as a Parquet file, compressed by Snappy. Its metadata hold the study (`study`, canonical JSON), its hash (`study_hash`) and
 * whose figures they are (`strata`, JSON), so that the file alone says what to run again.
 */
export function studyParquet(study: Study, merged: MergedStudy): Uint8Array<ArrayBuffer> {
  return new Uint8Array(
    parquetWriteBuffer({
      columnData: observationTable(study, merged).map(columnSource),
      createdBy: 'batchmates',
      kvMetadata: [
        { key: 'study', value: canonicalJson(study) },
        { key: 'study_hash', value: merged.study },
        { key: 'strata', value: canonicalJson(merged.strata) },
      ],
    }),
  );
}

function columnSource({ name, kind, values }: TableColumn): ColumnSource {
  const type = TYPES[kind];
  // The writer takes 64-bit integers as BigInt alone; a seed is past the range of signed 32 bits.
  const data =
    kind === 'whole' ? values.map((value) => (value === null ? null : BigInt(value))) : [...values];
  return { name, type, data };
}
