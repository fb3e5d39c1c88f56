import { type ColumnPicture, columnPicture } from '../../audit/drift/column-picture.ts';
import type { TableSummary } from '../../audit/drift/column-summary.ts';
import { type Demonstration, demonstrate } from '../../audit/drift/demonstration.ts';
import { driftReport } from '../../audit/drift/drift.ts';
import type { DriftReport } from '../../audit/drift/drift-report.ts';
import { tableOfObjects } from '../../audit/drift/jsonl-reader.ts';
import { type Pause, readTable, summarise } from '../../audit/drift/read-table.ts';
import { sourceOfFile } from '../../audit/drift/table-source.ts';
import type { Split } from '../../audit/drift/windows.ts';
import { ImportError } from '../../imports/import-error.ts';
import { type AloneWork, alone, type Progress, quick } from '../method.ts';
import { paced, pacedInTurn } from './paced.ts';

/** Where a window's rows come from: a visitor's file, which is streamed, or rows at hand. */
export type DriftSource =
  | { readonly kind: 'file'; readonly name: string; readonly file: Blob }
  | { readonly kind: 'rows'; readonly name: string; readonly rows: readonly DriftRow[] };

export type DriftRow = Readonly<Record<string, string | number | null>>;

export interface DriftJob {
  readonly reference: DriftSource;
  /** Windows in turn; none where the reference is split. */
  readonly currents: readonly DriftSource[];
  readonly split: Split;
}

/** Audits windows of tables, and keeps what is drawn of the latest. Throws ImportError. */
export function driftMethods() {
  let windows: ReadonlyMap<string, TableSummary> = new Map();
  let reference: TableSummary | null = null;
  return {
    /** Reads each file once, from its beginning to its end, and compares. Tells how much of all of them is read. */
    audit: alone(async (work: AloneWork<Progress>, job: DriftJob): Promise<DriftReport> => {
      const sources = [job.reference, ...job.currents];
      const pauses = pacedInTurn(work, sources.map(sizeOf));
      const found: TableSummary[] = [];
      for (const [i, source] of sources.entries()) found.push(...(await read(source, job.split, pauses[i])));
      if (found.length < 2)
        throw new ImportError(
          job.reference.name,
          `expected rows for two windows, found ${found[0].rows} for one`,
        );
      const report = driftReport(found[0], found.slice(1));
      reference = found[0];
      windows = new Map(report.windows.map(({ name }, i) => [name, found[i + 1]]));
      return report;
    }),

    /** A column of the latest audit in the reference and in a window. */
    picture: quick((column: string, window: string): ColumnPicture | null => {
      const [a, b] = [reference, windows.get(window)].map((table) =>
        table?.columns.find(({ name }) => name === column),
      );
      return a && b ? columnPicture(a, b) : null;
    }),

    /** What the article's detector sees and does not, of real draws. */
    demonstrate: alone(
      async (work: AloneWork<Progress>, seed: number, rows: number): Promise<Demonstration> =>
        await demonstrate(seed, rows, paced(work)),
    ),
  };
}

async function read(source: DriftSource, split: Split, pause: Pause): Promise<TableSummary[]> {
  if (source.kind === 'file')
    return await readTable(sourceOfFile(source.name, source.file), { split, arm: null, pause });
  const table = tableOfObjects(source.name, source.rows);
  return await summarise(table, { name: source.name, size: source.rows.length }, { split, pause });
}

function sizeOf(source: DriftSource): number {
  return source.kind === 'file' ? source.file.size : source.rows.length;
}
