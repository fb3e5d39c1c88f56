import type { ModelConfig } from '../../../model/model-config.ts';
import { multiplyAdds, rowsOf } from '../../../model/work.ts';
import type { RunRecord } from '../../../results/record.ts';
import { counted } from '../../../results/text.ts';
import { positionsFor } from '../../../steps/kv-blocks.ts';
import type { RunCost } from '../../../worker/methods/compose.ts';
import { amountWords, bytesWords, durationWords } from '../../kit/format.ts';

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
      const rows = rowsOf(config, 0, positionsFor(promptTokens.length, tokens.length), tokens.length);
      return sum + multiplyAdds(config, rows);
    }, 0);
  return milliseconds > 0 && steps > 0 && work > 0 ? { milliseconds, steps, multiplyAdds: work } : null;
}

/** `at most 130 steps · 2.1 G multiply-adds · KV cache 0.4 MB · weights 3.6 MB`: requests may end early. */
export function costWords({ steps, multiplyAdds: work, kvBytes, weightBytes }: RunCost): string {
  const many = steps === null ? 'more steps than are counted ahead' : `at most ${counted(steps, 'step')}`;
  return [
    many,
    `${amountWords(work)} multiply-adds`,
    `KV cache ${bytesWords(kvBytes)}`,
    `weights ${bytesWords(weightBytes)}`,
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
