import { z } from 'zod';
import type { CompareReports } from '../../results/compare-reports.ts';
import type { PromptReport } from '../../results/prompt-report.ts';
import type { RunRecord } from '../../results/record.ts';
import { promptsSchema, recordSchema } from './record-schema.ts';
import { reportsSchema } from './reports-schema.ts';

/** The preset whose run ships with the page. */
export const EXAMPLE = 'needle';
/** One step of it, looked into: `npm run bake` writes it beside the example. */
export const EXAMPLE_LOOK = 'needle-look';

/** A run that was computed before and ships with the page: `public/examples/<preset>.json`, written by `npm run bake`. */
export interface ExampleFile {
  readonly version: 1;
  readonly record: RunRecord;
  readonly prompts: readonly PromptReport[];
  /** Text of every token in the record, by id. */
  readonly texts: Readonly<Record<string, string>>;
  readonly reports: CompareReports;
}

const schema = z.object({
  version: z.literal(1),
  record: recordSchema,
  prompts: promptsSchema,
  texts: z.record(z.string(), z.string()),
  reports: reportsSchema,
});

/** Throws ZodError naming the first field that is wrong. */
export function parseExample(json: unknown): ExampleFile {
  return schema.parse(json) as unknown as ExampleFile;
}
