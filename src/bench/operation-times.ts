import type { PassTime } from '../gpu/pass-timer.ts';
import type { Work } from './operation-work.ts';
import type { DeviceLimits, OperationTime } from './report.ts';
import { median } from './statistics.ts';

/**
 * Sums the passes of each profiled step by operation, takes the median over the steps, and compares it with what the device's
 * limits alone would ask for the operation's work. In the order in which operations first run.
 */
export function operationTimes(
  steps: readonly (readonly PassTime[])[],
  work: ReadonlyMap<string, Work>,
  limits: DeviceLimits | null,
): OperationTime[] {
  const names = [...new Set(steps[0]?.map(({ operation }) => operation))];
  const rows = names.map((operation) => {
    const passes = steps.map((step) => step.filter((pass) => pass.operation === operation));
    const sums = passes.map((of) => of.reduce((sum, { milliseconds }) => sum + milliseconds, 0));
    return { operation, milliseconds: median(sums), dispatches: passes[0].length };
  });
  const total = rows.reduce((sum, { milliseconds }) => sum + milliseconds, 0);
  return rows.map((row) => ({
    ...row,
    share: total > 0 ? row.milliseconds / total : 0,
    ...shareOfLimit(row.milliseconds, work.get(row.operation), limits),
  }));
}

function shareOfLimit(
  milliseconds: number,
  work: Work | undefined,
  limits: DeviceLimits | null,
): Pick<OperationTime, 'ofLimit' | 'boundBy'> {
  if (!work || !limits || !(milliseconds > 0)) return { ofLimit: null, boundBy: null };
  const moving = work.bytes / limits.copy;
  const computing = work.operations / limits.multiplyAdd;
  return {
    ofLimit: (Math.max(moving, computing) * 1000) / milliseconds,
    boundBy: moving > computing ? 'bytes' : 'arithmetic',
  };
}
