import { z } from 'zod';
import { describeIssue, problemLines } from '../../../experiment/errors.ts';
import { adapterShape } from '../../../steps/adapter-shape.ts';
import { ENGINE_KINDS } from '../../../steps/engine.ts';
import { SweepError } from '../sweep-error.ts';

const count = z.int().min(0);
const text = z.string().max(2000);

const statusSchema = z.strictObject({
  version: z.literal(1),
  /** Hash of the study. */
  study: z.string().regex(/^[0-9a-f]{64}$/),
  title: z.string().max(200),
  /** `waiting`: the queue cannot be reached just now. `rerunning`: all are done, and some run again to compare bits. */
  state: z.enum(['waiting', 'running', 'rerunning', 'merged']),
  jobs: count,
  /** Whose results are in the study's folder. */
  done: count,
  /** Jobs that failed as often as they may. */
  failed: count,
  /** Jobs a second over the last minute; null before there is one. */
  perSecond: z.number().min(0).nullable(),
  workers: z
    .array(
      z
        .strictObject({
          worker: z.string().max(100),
          engine: z.enum(ENGINE_KINDS),
          adapter: z.strictObject(adapterShape).readonly(),
          canary: z.string().max(64),
          done: count,
          /** Jobs under way. */
          doing: count,
        })
        .readonly(),
    )
    .max(10_000)
    .readonly(),
  /** Sentences that name workers whose canary or results were refused. */
  refused: z.array(text).max(1000).readonly(),
});

/** How far a queued study is, as whoever runs it tells a page. */
export type QueueStatus = Readonly<z.output<typeof statusSchema>>;

/** Throws SweepError. */
export function parseStatus(json: unknown): QueueStatus {
  const parsed = statusSchema.safeParse(json, { error: describeIssue });
  if (parsed.success) return parsed.data;
  throw new SweepError(
    `expected the state of a queued study, found at ${problemLines(parsed.error.issues)[0]}`,
  );
}

/** What is left at the present rate; null where that is not known. */
export function millisecondsLeft({ jobs, done, failed, perSecond }: QueueStatus): number | null {
  const left = Math.max(0, jobs - done - failed);
  return perSecond === null || perSecond === 0 ? null : (1000 * left) / perSecond;
}
