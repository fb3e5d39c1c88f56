import type { AuditForm, ModelAudit } from './model-audit.ts';
import { BATCHES, SIZES } from './workload.ts';

/** Steps of a task's answer against those of one of the audit's requests, as the lab's tasks are. */
const TASK_STEPS = 1.2;

/**
 * Milliseconds that an audit in a form takes, told from one that was made: its waves, tasks as shares of a wave of 8, and starts. Rough: another device
 * is another time. `variants`: how many there are to be, each like the mean of those that were.
 */
export function expectedTime(
  { variants }: Pick<ModelAudit, 'variants'>,
  form: AuditForm,
  count: number,
): number {
  const { waves, tasks } = SIZES[form];
  const each = variants.map(({ latencies, quality, start }) => {
    const wave = (batch: number) => meanOf(latencies.find((at) => at.batch === batch)?.waves ?? [0]);
    const served = BATCHES.reduce((sum, batch, at) => sum + (waves[at] + 1) * wave(batch), 0);
    const asked = Math.min(tasks, quality.passed.length);
    return served + (asked * TASK_STEPS * wave(8)) / 8 + start.load + start.firstToken;
  });
  return count * meanOf(each);
}

function meanOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
