import { z } from 'zod';
import { describeIssue, problemLines } from '../../../experiment/errors.ts';
import { type Experiment, experimentSchema } from '../../../experiment/schema.ts';
import type { CompareReports } from '../../../results/compare-reports.ts';
import type { PromptReport } from '../../../results/prompt-report.ts';
import type { RunRecord, StepRecord } from '../../../results/record.ts';
import type { RunBits } from '../../../results/run-bits.ts';
import { type AdapterReport, ENGINE_KINDS, type EngineKind } from '../../../steps/engine.ts';
import { answersSchema, type KeptAnswer } from '../answers-schema.ts';
import type { ArmFigures } from '../lab-state.ts';
import { adapterSchema, promptsSchema, recordSchema, stepSchema } from '../record-schema.ts';
import { reportsSchema } from '../reports-schema.ts';

/** How a run ended. Of one that did not finish, what it had given by then is kept. */
export type RunOutcome = 'done' | 'cancelled' | 'failed';

/** What never changes of a kept run. */
export interface KeptRun {
  readonly id: string;
  /** When it ended, in milliseconds since 1970. */
  readonly date: number;
  /** The script of the page that ran it, whose name is of its contents; empty where it has none. */
  readonly release: string;
  /** The browser's name for itself. */
  readonly browser: string;
  readonly outcome: RunOutcome;
  /** Why it failed. */
  readonly message: string | null;
  /** Id that the experiment was composed under: a preset's, `link`, `file:name`. */
  readonly origin: string;
  readonly experiment: Experiment;
  readonly engine: { readonly kind: EngineKind; readonly adapter: AdapterReport } | null;
  /** Null of a run that did not finish. */
  readonly record: RunRecord | null;
  readonly prompts: readonly PromptReport[];
  /** Text of every token in it, by id. */
  readonly texts: Readonly<Record<string, string>>;
  /** Of a run without a record: token ids by `arm/request`, and steps by arm, as far as it came. */
  readonly streams: Readonly<Record<string, readonly number[]>>;
  readonly steps: Readonly<Record<string, readonly StepRecord[]>>;
  readonly companies: Readonly<Record<string, ArmFigures>>;
}

/** What was found out about it since. */
export interface KeptFindings {
  readonly reports: CompareReports;
  readonly answers: readonly KeptAnswer[];
  readonly bits: RunBits;
}

/** A kept run as a file: everything of it, under the name that it was given. */
export interface RunFile extends KeptRun, KeptFindings {
  readonly name: string | null;
}

/** What a file says that holds kept runs, before the version of their format. */
export const RUN_FORMAT = 'batchmates-run';
/** The same of a file of several. */
export const RUNS_FORMAT = 'batchmates-runs';
export const MOST_IN_FILE = 300;
export const RUN_VERSION = 1;
export const MOST_NAME = 120;

/** A kept run, or a file of one, that cannot be read: where, and what was expected there. */
export class RunFormatError extends Error {
  override readonly name = 'RunFormatError';
}

const count = z.int().min(0);
const ids = z.array(count);

const run = {
  id: z.string().regex(/^[a-z0-9]{1,40}$/),
  date: z.number().min(0).max(8e15),
  release: z.string().max(200),
  browser: z.string().max(1000),
  outcome: z.enum(['done', 'cancelled', 'failed']),
  message: z.string().nullable(),
  origin: z.string().max(300),
  experiment: experimentSchema,
  engine: z.object({ kind: z.enum(ENGINE_KINDS), adapter: adapterSchema }).nullable(),
  record: recordSchema.nullable(),
  prompts: promptsSchema,
  texts: z.record(z.string(), z.string()),
  streams: z.record(z.string(), ids),
  steps: z.record(z.string(), z.array(stepSchema)),
  companies: z.record(
    z.string(),
    z.object({
      steps: count,
      rows: z.tuple([count, count]).nullable(),
      tokens: count,
      milliseconds: z.number(),
    }),
  ),
};

const findings = {
  reports: reportsSchema,
  answers: answersSchema,
  bits: z.record(z.string(), z.object({ prefixes: z.array(z.string()), margins: z.array(z.number()) })),
};

const head = { format: z.literal(RUN_FORMAT), version: z.int() };
const name = z.string().max(MOST_NAME).nullable();

const runSchema = z.looseObject({ ...head, ...run });
const findingsSchema = z.looseObject({ ...head, ...findings });
const fileSchema = z.looseObject({ ...head, ...run, ...findings, name });

export function runText(kept: KeptRun): string {
  return JSON.stringify({ format: RUN_FORMAT, version: RUN_VERSION, ...kept });
}

export function findingsText(found: KeptFindings): string {
  return JSON.stringify({ format: RUN_FORMAT, version: RUN_VERSION, ...found });
}

/** Throws RunFormatError naming the first fields that are wrong. */
export function parseRun(json: unknown): KeptRun {
  return parsed(runSchema, json) as unknown as KeptRun;
}

/** Throws RunFormatError naming the first fields that are wrong. */
export function parseFindings(json: unknown): KeptFindings {
  return parsed(findingsSchema, json) as unknown as KeptFindings;
}

/** Throws RunFormatError naming the first fields that are wrong. */
function parseRunFile(json: unknown): RunFile {
  return parsed(fileSchema, json) as unknown as RunFile;
}

/** Several kept runs in one file. */
const filesSchema = z.looseObject({
  format: z.literal(RUNS_FORMAT),
  version: z.int(),
  runs: z.array(z.unknown()).min(1).max(MOST_IN_FILE),
});

export function runsText(runs: readonly RunFile[]): string {
  const files = runs.map((run) => ({ format: RUN_FORMAT, version: RUN_VERSION, ...run }));
  return JSON.stringify({ format: RUNS_FORMAT, version: RUN_VERSION, runs: files });
}

/** Throws RunFormatError naming the run by its place and the first fields that are wrong. */
export function parseRuns(json: unknown): RunFile[] {
  return parsed(filesSchema, json).runs.map((each, place) => {
    try {
      return parseRunFile(each);
    } catch (error) {
      if (!(error instanceof RunFormatError)) throw error;
      throw new RunFormatError(
        error.message
          .split('\n')
          .map((line) => `runs[${place}].${line}`)
          .join('\n'),
      );
    }
  });
}

/** Lifts what an earlier version kept to what the next one keeps, by the earlier one's number; none has changed yet. */
const MIGRATIONS: Readonly<Record<number, (older: object) => object>> = {};

function parsed<Value>(schema: z.ZodType<Value>, json: unknown): Value {
  const read = schema.safeParse(migrated(json), { error: describeIssue });
  if (!read.success) throw new RunFormatError(problemLines(read.error.issues).slice(0, 5).join('\n'));
  return read.data;
}

function migrated(json: unknown): unknown {
  const version = z.looseObject({ version: z.int() }).safeParse(json);
  if (!version.success) return json;
  let { version: found, ...fields }: { version: number } = version.data;
  let lifted: object = fields;
  for (; found < RUN_VERSION && MIGRATIONS[found]; found++) lifted = MIGRATIONS[found](lifted);
  if (found !== RUN_VERSION)
    throw new RunFormatError(`version: expected ${RUN_VERSION}, which this page reads, found ${found}`);
  return { ...lifted, version: found };
}
