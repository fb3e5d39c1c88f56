import { z } from 'zod';
import { describeIssue, problemLines } from '../../experiment/errors.ts';
import { adapterShape } from '../../steps/adapter-shape.ts';
import { ENGINE_KINDS } from '../../steps/engine.ts';
import type { JobResult, MergedStudy } from './job.ts';
import { MEASURE_NAMES } from './measures.ts';
import { SweepError } from './sweep-error.ts';

const count = z.int().min(0);
const hash = z.string().regex(/^[0-9a-f]{64}$/);
const id = z.string().regex(/^[0-9a-f]{32}$/);

export const jobSchema = z.strictObject({
  id,
  index: count,
  cell: z.array(count).readonly(),
  seed: count,
  from: count,
  to: count,
});

export const provenanceSchema = z.strictObject({
  engine: z.enum(ENGINE_KINDS),
  adapter: z.strictObject(adapterShape).readonly(),
  models: z.array(z.strictObject({ name: z.string(), hash: z.string() }).readonly()).readonly(),
  rules: z.array(z.string()).readonly(),
  canary: z.string(),
});

const observationSchema = z.strictObject({
  unit: z.string(),
  kind: z.string().nullable(),
  arm: z.string(),
  against: z.string().nullable(),
  values: z.partialRecord(z.enum(MEASURE_NAMES), z.number().nullable()).readonly(),
  censored: z.literal(true).exactOptional(),
  completion: z.string().exactOptional(),
});
const observations = z.array(observationSchema.readonly()).readonly();

const resultSchema = z.strictObject({
  version: z.literal(1),
  study: hash,
  job: jobSchema.readonly(),
  provenance: provenanceSchema.readonly(),
  observations,
  fingerprint: hash,
  milliseconds: z.number().min(0),
});

const mergedSchema = z.strictObject({
  version: z.literal(1),
  study: hash,
  planned: count,
  strata: z.array(provenanceSchema.readonly()).readonly(),
  jobs: z
    .array(
      jobSchema.omit({ index: true }).extend({ stratum: count, fingerprint: hash, observations }).readonly(),
    )
    .readonly(),
  reruns: z.strictObject({ jobs: z.array(id).readonly(), differing: z.array(id).readonly() }).readonly(),
});

/** A job's result as its file has it, called by `where`. Throws SweepError naming that and the first field that is wrong. */
export function parseJobResult(json: unknown, where: string): JobResult {
  return checked(resultSchema, json, where, 'the result of a job');
}

/** What a merge wrote. Throws SweepError. */
export function parseMerged(json: unknown, where: string): MergedStudy {
  return checked(mergedSchema, json, where, 'results that were merged');
}

function checked<Value>(schema: z.ZodType<Value>, json: unknown, where: string, what: string): Value {
  const parsed = schema.safeParse(json, { error: describeIssue });
  if (parsed.success) return parsed.data;
  throw new SweepError(`${where}: expected ${what}, found at ${problemLines(parsed.error.issues)[0]}`);
}
