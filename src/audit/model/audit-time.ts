import type { AuditForm, ModelAudit } from './model-audit.ts';
import { BATCHES, SIZES, TASK_BATCH } from './workload.ts';

/** Steps of a task's answer against those of one of the audit's requests, as the lab's tasks are. */
const TASK_STEPS = 1.2;

/** Milliseconds of a wave of one request and of one of the most, as a variant served each at its start. */
export interface ServedOnce {
  readonly one: number;
  readonly most: number;
}

/**
 * Milliseconds that one variant takes beside its start, the mean of those that have started: waves between one request and the most lie on a line, which is
 * never too little where a step of more rows takes less for each.
 */
export function timeOfServed(served: readonly ServedOnce[], form: AuditForm, tasks: number): number {
  const [smallest, largest] = [BATCHES[0], BATCHES[BATCHES.length - 1]];
  const each = served.map(({ one, most }) => {
    const wave = (batch: number) => one + ((most - one) * (batch - smallest)) / (largest - smallest);
    return servedTime(wave, form, tasks);
  });
  return meanOf(each);
}

/**
 * Milliseconds that an audit in a form takes, told from one that was made on the same engine: its waves, tasks as shares of a wave of 8, and starts. Rough:
 * another device is another time. `variants`: how many there are to be, each like the mean of those that were.
 */
export function expectedTime(
  { variants }: Pick<ModelAudit, 'variants'>,
  form: AuditForm,
  count: number,
): number {
  const each = variants.map(({ latencies, quality, start }) => {
    const wave = (batch: number) => meanOf(latencies.find((at) => at.batch === batch)?.waves ?? [0]);
    const asked = Math.min(SIZES[form].tasks, quality.passed.length);
    return servedTime(wave, form, asked) + start.load + start.firstToken;
  });
  return count * meanOf(each);
}

/** `wave`: milliseconds of one of so many requests. */
function servedTime(wave: (batch: number) => number, form: AuditForm, tasks: number): number {
  const { waves } = SIZES[form];
  const served = BATCHES.reduce((sum, batch, at) => sum + (waves[at] + 1) * wave(batch), 0);
  return served + (tasks * TASK_STEPS * wave(TASK_BATCH)) / TASK_BATCH;
}

function meanOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
