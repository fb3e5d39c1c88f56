import { z } from 'zod';
import { describeIssue, problemLines } from '../../../experiment/errors.ts';
import { JsonError, parseJson } from '../../../experiment/read-json.ts';
import { jobSchema, provenanceSchema } from '../read-result.ts';
import { MOST_JOBS } from '../study-schema.ts';
import { SweepError } from '../sweep-error.ts';

/**
 * What goes through a queue beside the jobs' own order: texts that whoever reaches the queue could have written. Each is measured before it is
 * fetched, and read by a schema that takes nothing else.
 */

/** Most bytes of each kind of text. */
export const MOST_BYTES = {
  /** A study with 10,000 prompts. */
  study: 64 << 20,
  payload: 16 << 10,
  /** Observations of 512 units in dozens of arms. */
  result: 16 << 20,
  note: 16 << 10,
} as const;

const hash = z.string().regex(/^[0-9a-f]{64}$/);
/** `host:pid:random`, so that two processes never share one. */
const workerName = z.string().regex(/^[\w.-]{1,64}:\d{1,10}:[0-9a-f]{8}$/);

/** A study as a queue hands it to workers. */
const recordSchema = z.strictObject({
  version: z.literal(1),
  /** The study itself; who reads it checks that its hash is the one it is kept under. */
  study: z.json(),
  units: z.int().min(1).max(10_000),
  /** Hash of the model's tasks; null where none are asked. */
  tasks: hash.nullable(),
  /** Whether results of several devices are taken, kept apart. */
  stratify: z.boolean(),
  jobs: z.int().min(1).max(MOST_JOBS),
});

/** What a queued job carries. */
const payloadSchema = z.strictObject({
  version: z.literal(1),
  study: hash,
  job: jobSchema.readonly(),
  /** Of a job that is run again to compare bits: who ran it first, where that is known, and on which device (`canaryKey`). */
  again: z
    .strictObject({ by: workerName.nullable(), canary: z.string().max(64) })
    .readonly()
    .nullable(),
});

export const canarySchema = provenanceSchema.pick({ engine: true, adapter: true, canary: true });

/** A worker as it tells of itself every few seconds. */
const presenceSchema = z.strictObject({
  version: z.literal(1),
  worker: workerName,
  canary: canarySchema.readonly(),
  /** Jobs that it ended since it began. */
  done: z.int().min(0),
  /** Places of those under way in the study. */
  doing: z.array(z.int().min(0)).max(64).readonly(),
  /** By the clock of Redis, in milliseconds: clocks of machines differ. */
  seen: z.number().min(0),
});

/** A finished job: who ran it, and its result, which its own reader checks. */
const envelopeSchema = z.strictObject({
  version: z.literal(1),
  worker: workerName,
  /** Null: it lies in the shared folder. */
  result: z.json().nullable(),
});

/** What a worker tells whoever runs the study, a sentence. */
const newsSchema = z.strictObject({
  version: z.literal(1),
  kind: z.enum(['admitted', 'refused', 'failed', 'left']),
  worker: workerName,
  text: z.string().max(2000),
});

export type StudyRecord = Readonly<z.output<typeof recordSchema>>;
export type Payload = Readonly<z.output<typeof payloadSchema>>;
export type Presence = Readonly<z.output<typeof presenceSchema>>;
export type Envelope = Readonly<z.output<typeof envelopeSchema>>;
export type News = Readonly<z.output<typeof newsSchema>>;

/** Each throws SweepError naming `where` and what is wrong. */
export const parseRecord = reader(recordSchema, 'study', 'a study');
export const parseEnvelope = reader(envelopeSchema, 'result', 'what a worker found');
export const parsePresence = reader(presenceSchema, 'note', 'what a worker tells of itself');
export const parseNews = reader(newsSchema, 'note', "a worker's news");
export const parseQueuedCanary = reader(canarySchema, 'note', 'a canary');

/** A queued job's payload, which the queue's library has already read. Throws SweepError. */
export function parsePayload(value: unknown, where: string): Payload {
  if (JSON.stringify(value ?? null).length > MOST_BYTES.payload) throw tooLarge(where, MOST_BYTES.payload);
  return checked(payloadSchema, value, where, 'a job of a study');
}

/** Throws SweepError where a text that is to be fetched is larger than its kind may be. */
export function checkSize(kind: keyof typeof MOST_BYTES, bytes: number, where: string): void {
  if (bytes > MOST_BYTES[kind]) throw tooLarge(where, MOST_BYTES[kind]);
}

function reader<Value>(schema: z.ZodType<Value>, kind: keyof typeof MOST_BYTES, what: string) {
  return (text: string, where: string): Value => {
    checkSize(kind, text.length, where);
    try {
      return checked(schema, parseJson(text), where, what);
    } catch (error) {
      if (!(error instanceof JsonError)) throw error;
      throw new SweepError(`${where}: ${error.message}`, { cause: error });
    }
  };
}

function checked<Value>(schema: z.ZodType<Value>, value: unknown, where: string, what: string): Value {
  const parsed = schema.safeParse(value, { error: describeIssue });
  if (parsed.success) return parsed.data;
  throw new SweepError(`${where}: expected ${what}, found at ${problemLines(parsed.error.issues)[0]}`);
}

function tooLarge(where: string, most: number): SweepError {
  return new SweepError(`${where}: expected at most ${most.toLocaleString('en')} bytes, found more`);
}
