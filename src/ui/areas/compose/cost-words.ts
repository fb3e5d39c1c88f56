import type { ModelConfig } from '../../../model/config.ts';
import { multiplyAdds, rowsOf } from '../../../model/work.ts';
import type { RunRecord } from '../../../results/record.ts';
import { counted, grouped } from '../../../results/text.ts';
import { positionsFor } from '../../../steps/kv-blocks.ts';
import type { RunCost } from '../../../worker/methods/compose.ts';
import { durationWords } from '../../kit/format.ts';

/** What the latest run took, of an engine and a model. */
export interface Speed {
  readonly milliseconds: number;
  readonly steps: number;
  readonly multiplyAdds: number;
}

/** Of a record; null where nothing was timed. */
export function speedOf({ arms }: Pick<RunRecord, 'arms'>, config: ModelConfig): Speed | null {
  const milliseconds = arms.reduce((sum, { timing }) => sum + timing.milliseconds, 0);
  const steps = arms.reduce((sum, { work }) => sum + work.steps, 0);
  const work = arms
    .flatMap(({ requests }) => requests)
    .filter(({ tokens }) => tokens.length > 0)
    .reduce((sum, { promptTokens, tokens }) => {
      const rows = rowsOf(positionsFor(promptTokens.length, tokens.length), tokens.length);
      return sum + multiplyAdds(config, rows);
    }, 0);
  return milliseconds > 0 && steps > 0 && work > 0 ? { milliseconds, steps, multiplyAdds: work } : null;
}

/** `at most 130 steps · 2.1 G multiply-adds · KV cache 0.4 MB · weights 3.6 MB`: requests may end early. */
export function costWords({ steps, multiplyAdds: work, kvBytes, weightBytes }: RunCost): string {
  const many = steps === null ? 'more steps than are counted ahead' : `at most ${counted(steps, 'step')}`;
  return [
    many,
    `${amount(work)} multiply-adds`,
    `KV cache ${bytes(kvBytes)}`,
    `weights ${bytes(weightBytes)}`,
  ].join(' · ');
}

/**
 * `about 3 s`, or `2.0 s to 5.0 s`: where each step cost what one cost in the latest run, and where each multiply-add did. A device that
 * waits for its memory is nearer to the first, a busy one to the second.
 */
export function timeWords({ steps, multiplyAdds: work }: RunCost, speed: Speed): string {
  const byWork = (speed.milliseconds * work) / speed.multiplyAdds;
  const bySteps = steps === null ? byWork : (speed.milliseconds * steps) / speed.steps;
  const [least, most] = [durationWords(Math.min(byWork, bySteps)), durationWords(Math.max(byWork, bySteps))];
  return least === most ? `about ${least}` : `${least} to ${most}`;
}

/** `1.4 kB`, `3.6 MB`, `2.5 GB`. */
export function bytes(count: number): string {
  if (count < 1000) return `${count} bytes`;
  return scaled(count, ['kB', 'MB', 'GB', 'TB']);
}

/** `12 k`, `2.1 G`. */
function amount(count: number): string {
  return count < 1000 ? grouped(count) : scaled(count, ['k', 'M', 'G', 'T', 'P']);
}

function scaled(count: number, units: readonly string[]): string {
  let value = count / 1000;
  let unit = 0;
  for (; value >= 999.5 && unit < units.length - 1; unit++) value /= 1000;
  return `${value < 99.95 ? value.toFixed(1) : grouped(Math.round(value))} ${units[unit]}`;
}
