import { z } from 'zod';
import { parseField } from '../../model/model-error.ts';

const interval = z.object({ value: z.number(), low: z.number(), high: z.number() });

const outcomeSchema = z.object({
  detector: z.string(),
  /** Alarms in a week before anything changed: mean over courses with its 95 % interval. */
  quiet: interval,
  /** Alarms in a week from the change on. */
  changed: interval,
  /** Share of courses with an alarm from the change on, with Wilson's 95 % interval. */
  seen: interval,
  /** Days until half of the courses had alarmed, the first faulty day 1; null where fewer ever did. */
  days: z.number().nullable(),
});

const canarySchema = z.object({
  /** Shares of trials: rolled back because it was shown to be slower or worse, rolled back unproven, promoted. */
  harm: interval,
  unproven: z.number(),
  promoted: z.number(),
  /** Requests of the canary until half of the trials had shown harm; null where fewer did. */
  requests: z.number().nullable(),
});

const rowSchema = z.object({
  fault: z.string(),
  /** Null of a detector that had nothing to look at. */
  outcomes: z.array(outcomeSchema.nullable()).readonly(),
  canary: canarySchema,
});

const gradeSchema = z.object({
  plan: z.object({
    ...{ perDay: z.int(), days: z.int(), faultDay: z.int(), referenceDays: z.int(), probes: z.int() },
    ...{ leakDays: z.int(), courses: z.int(), seed: z.int() },
  }),
  rows: z.array(rowSchema).readonly(),
});

const fileSchema = z.object({
  version: z.literal(1, '1'),
  engine: z.string(),
  adapter: z.string(),
  /** Arrivals a second, of the service as it should be. */
  perSecond: z.number(),
  /** Requests that days are drawn from, in all runs together. */
  requests: z.int(),
  /** SHA-256 of the traffic that was graded, so that grades of another are known. */
  traffic: z.string(),
  grades: z.array(gradeSchema).min(1).readonly(),
});

/** `public/audit/alarms.json`: every fault by every detector. */
export type AlarmsReport = Readonly<z.output<typeof fileSchema>>;
export type AlarmsGrade = AlarmsReport['grades'][number];
export type GradedRow = AlarmsGrade['rows'][number];
export type DetectorGrade = NonNullable<GradedRow['outcomes'][number]>;
export type CanaryGrade = GradedRow['canary'];

/** Throws ModelError naming the field. */
export function readAlarms(json: unknown, where: string): AlarmsReport {
  return parseField(fileSchema, json, where);
}
