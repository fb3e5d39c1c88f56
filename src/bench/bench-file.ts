import type { BenchReport } from './report.ts';

/** What `npm run bench -- --json` and `--save-baseline` write. */
export interface BenchFile {
  readonly version: 1;
  readonly reports: readonly BenchReport[];
}
